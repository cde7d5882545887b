import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The store folder: `NBTRAIL_HOME`, which Python's launcher always sets, else
 * the platform's user-data folder as platformdirs gives it.
 */
export function storeHome(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const chosen = env.NBTRAIL_HOME;
  if (chosen) {
    return resolve(chosen.replace(/^~(?=$|[\\/])/, homedir()));
  }
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'nbtrail');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'nbtrail');
    default:
      return join(env.XDG_DATA_HOME?.trim() || join(homedir(), '.local', 'share'), 'nbtrail');
  }
}
