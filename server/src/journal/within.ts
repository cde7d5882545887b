/** The result of the work, or `instead` when it takes longer; the work then goes on unattended. */
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
