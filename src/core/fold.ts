/** The link with what the order system has answered since the last look (architecture 5.1, rule 13). */
import type { Link } from './link';
import type { Fields, Value } from './record';
import { foldAnswers, type Answer, type Standing } from './standing';
import { sameValue } from './values';

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

/**
 * The link with what the order system has taken over without another word: it says the value that it was offered, and said
 * another before. What the CRM has said since is then a change of that value, and no contradiction.
 */
export function foldTaken(link: Link, local: Fields): Link {
  const taken = (seq: number, field: string): boolean => {
    const said = local[field];
    const offer = link.standings[field]?.offers?.find((one) => one.seq === seq);
    return said !== undefined && sameValue(said, offer?.value) && !sameValue(said, link.localBase[field]);
  };
  if (Object.keys(link.standings).length === 0) return link;
  return foldLink(link, (seq, field) => (taken(seq, field) ? 'accepted' : undefined));
}
