/** What the work gives, or what is given instead when it takes longer: it goes on, and nobody waits for it. */
export async function within<T, U>(milliseconds: number, work: Promise<T>, instead: U): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<U>(resolve => (timer = setTimeout(() => resolve(instead), milliseconds)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
