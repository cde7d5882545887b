/** Questions run beside each other, but for some that run alone; first come, first served. */
export class Turns {
  /**
   * @returns what ends the turn
   * @throws the signal's reason when it aborts before the turn comes
   */
  async begin(alone: boolean, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        this.line.splice(this.line.indexOf(entry), 1);
        reject(signal.reason);
        this.next();
      };
      const begin = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const entry = { alone, begin };
      signal.addEventListener('abort', giveUp, { once: true });
      this.line.push(entry);
      this.next();
    });
    return () => {
      this.running--;
      this.isAlone = false;
      this.next();
    };
  }

  private next(): void {
    for (let [first] = this.line; first && !this.isAlone && !(first.alone && this.running > 0); [first] = this.line) {
      this.line.shift();
      this.running++;
      this.isAlone = first.alone;
      first.begin();
    }
  }

  private readonly line: { alone: boolean; begin: () => void }[] = [];
  private running = 0;
  private isAlone = false;
}
