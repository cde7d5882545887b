/** Waits until an assertion holds; after half a minute it fails as the assertion does. */
export async function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

/** Waits until a condition holds. */
export const until = (condition: () => unknown): Promise<void> =>
  eventually(() => expect({ [String(condition)]: Boolean(condition()) }).toEqual({ [String(condition)]: true }));
