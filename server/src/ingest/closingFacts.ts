import type { FactBody } from '../journal/JournalWriter';
import type { IOrphan } from '../store/Catalogue';
import type { FollowedWriter } from './FollowedWriter';

/**
 * Facts that close what writers left open that are gone or silent for long. Each
 * has the time of the last sign of life, by the writer's own clock, no matter when
 * this is found.
 *
 * @param gone - these writers
 * @param lives - whether a writer may still write
 */
export function closingFacts(
  orphans: readonly IOrphan[],
  gone: readonly FollowedWriter[],
  lives: (writerId: string) => boolean
): FactBody[] {
  const seen = new Map(gone.map(({ writerId, lastSeenAt }) => [writerId, lastSeenAt]));
  return orphans
    .filter(
      ({ writer_id, speaker }) => (seen.has(writer_id) || seen.has(speaker)) && !lives(writer_id) && !lives(speaker)
    )
    .map(orphan => {
      const t = Math.max(seen.get(orphan.writer_id) ?? 0, seen.get(orphan.speaker) ?? 0, orphan.heardAt);
      return closingFact(orphan, t);
    });
}

function closingFact(orphan: IOrphan, t: number): FactBody {
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
