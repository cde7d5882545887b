/** Whether a companion already listens for this store. */
import { mayBeOurs, readCompanionFile } from './ownership';
import { connectProven } from './provenSocket';
import { isListening } from './SocketName';
import { socketPath } from './socketPath';

/** Time for a companion behind a port to prove that it is one. */
const ANSWER_MS = 2_000;

/**
 * A socket or port that is listened on is a second proof beside DuckDB's lock: it
 * dies with its process, too, and nothing that is done to the database drops it.
 * A socket may also be where another's environment put it, as companion.json tells.
 * A port may be anybody's by now, so what is behind one must know the token.
 */
export async function isServed(home: string): Promise<boolean> {
  const file = readCompanionFile(home);
  if (process.platform !== 'win32') {
    const paths = new Set([socketPath(home), file?.socket ?? socketPath(home)]);
    const asked = [...paths].filter(socket => mayBeOurs({ socket })).map(isListening);
    return (await Promise.all(asked)).some(listens => listens);
  }
  try {
    (file && (await connectProven(file, ANSWER_MS)))?.socket.destroy();
    return file !== null;
  } catch {
    return false;
  }
}
