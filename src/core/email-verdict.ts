/** The judgement of one address, for people: whether a CRM takes it, why not, and what was probably meant. */
import { cleanEmail, type EmailMistake, type EmailRules } from './email';
import { likelyDomain } from './email-typos';

export interface EmailVerdict {
  readonly verdict: 'send' | 'hold';
  /** As it would be sent. */
  readonly normalised: string;
  readonly reason: EmailMistake | null;
  /** Never applied. */
  readonly suggestion?: string;
}

export function judgeEmail({ mistakeIn }: EmailRules, address: string): EmailVerdict {
  const normalised = cleanEmail(address);
  const reason = mistakeIn(normalised);
  const suggestion = suggestionFor(normalised);
  return { verdict: reason ? 'hold' : 'send', normalised, reason, ...(suggestion !== null && { suggestion }) };
}

function suggestionFor(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = at < 1 ? null : likelyDomain(address.slice(at + 1));
  return domain === null ? null : `${address.slice(0, at)}@${domain}`;
}
