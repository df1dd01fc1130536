/** The link with what the order system has answered since the last look (architecture 5.1, rule 13). */
import type { Link } from './link';
import type { Value } from './record';
import { foldAnswers, type Answer, type Standing } from './standing';

export function foldLink(link: Link, answerOf: (seq: number, field: string) => Answer | undefined): Link {
  const standings: Record<string, Standing> = {};
  const agreed: Record<string, Value> = {};
  for (const [field, before] of Object.entries(link.standings)) {
    const folded = foldAnswers(before, (seq) => answerOf(seq, field));
    if (folded.agreed !== undefined) agreed[field] = folded.agreed;
    if (Object.keys(folded.standing).length > 0) standings[field] = folded.standing;
  }
  return {
    ...link,
    standings,
    localBase: { ...link.localBase, ...agreed },
    remoteBase: { ...link.remoteBase, ...agreed },
  };
}
