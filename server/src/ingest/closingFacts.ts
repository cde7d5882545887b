import type { Statement } from '../journal/JournalWriter';
import type { Lane } from './FollowedWriter';
import type { IOrphan } from '../store/Catalogue';

/**
 * The ends of what writers left open that are gone, or silent for long: as late
 * as they were last heard of or seen, by their own clocks, whenever it is found.
 *
 * @param over - lanes that are over
 * @param lives - whether a writer may still speak
 */
export function conclusions(
  orphans: readonly IOrphan[],
  over: readonly Lane[],
  lives: (writerId: string) => boolean
): Statement[] {
  const seen = new Map(over.map(lane => [lane.writerId, lane.seenAt]));
  return orphans
    .filter(
      ({ writer_id, speaker }) => (seen.has(writer_id) || seen.has(speaker)) && !lives(writer_id) && !lives(speaker)
    )
    .map(orphan => {
      const heard = Math.max(seen.get(orphan.writer_id) ?? 0, seen.get(orphan.speaker) ?? 0, orphan.heardAt);
      return conclusion(orphan, heard);
    });
}

function conclusion(orphan: IOrphan, t: number): Statement {
  const { id } = orphan;
  switch (orphan.kind) {
    case 'run':
      return { k: 'run_ended', run_id: id, status: 'killed', t };
    case 'rank':
      return { k: 'run_ended', run_id: id, status: 'killed', rank: orphan.rank, t };
    case 'session':
      return { k: 'session_ended', session_id: id, status: 'killed', t };
    case 'cell':
      return { k: 'cell_ended', execution_id: id, status: 'interrupted', t };
  }
}
