/** What is wrong with the disk of a store before anybody writes to it. */
import { access, constants, statfs } from 'node:fs/promises';

import { diskTrouble } from '../../disk/diskTrouble';
import { messageOf } from '../../errors';

/** Free bytes with which nothing of use can be written. */
const NOTHING = 2 ** 20;

/** The end of a sentence about the store; null when all is well. */
export async function diskCondition(home: string): Promise<string | null> {
  try {
    await access(home, constants.W_OK);
    const { bavail, bsize } = await statfs(home);
    return bavail * bsize < NOTHING ? 'its disk is full' : null;
  } catch (error) {
    return diskTrouble(messageOf(error));
  }
}
