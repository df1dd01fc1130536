/**
 * Domains that were probably meant. What it says is a suggestion to a person: a domain that is one keystroke from a popular one may
 * be real, so nothing is held or changed for it.
 */
import { remembering } from './email';

/** Mail providers of many people. Each is real: none is taken for a typo of another. */
const popular = `
gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.co.jp yahoo.co.in yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.com.br
ymail.com rocketmail.com aol.com mail.com email.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es
outlook.com outlook.de outlook.fr outlook.es outlook.jp live.com live.co.uk live.fr live.nl live.de msn.com icloud.com me.com mac.com
gmx.de gmx.net gmx.at gmx.ch gmx.com web.de freenet.de t-online.de posteo.de mailbox.org proton.me protonmail.com pm.me
orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it comcast.net verizon.net att.net
sbcglobal.net bellsouth.net cox.net btinternet.com sky.com ntlworld.com telenet.be skynet.be ziggo.nl kpnmail.nl bluewin.ch
qq.com 163.com 126.com sina.com naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp
mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru rambler.ru ukr.net wp.pl o2.pl interia.pl onet.pl seznam.cz centrum.cz
uol.com.br bol.com.br terra.com.br bigpond.com optusnet.com.au rediffmail.com fastmail.com hey.com zoho.com`
  .trim()
  .split(/\s+/);
const known = new Set(popular);
/** A short domain is one keystroke from many others that are real. */
const shortest = 7;
const byLength = new Map<number, readonly string[]>();
for (const domain of popular.filter(({ length }) => length >= shortest)) {
  byLength.set(domain.length, [...(byLength.get(domain.length) ?? []), domain]);
}

/** The popular domain that is one keystroke away: a letter more, less or another, or two that changed places. */
export const likelyDomain = remembering((host: string): string | null => {
  if (known.has(host)) return null;
  for (const length of [host.length, host.length - 1, host.length + 1]) {
    const found = byLength.get(length)?.find((domain) => isOneSlipAway(host, domain));
    if (found !== undefined) return found;
  }
  return null;
});

function isOneSlipAway(typed: string, meant: string): boolean {
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start += 1;
  const restOf = (text: string, skipped: number): string => text.slice(start + skipped);
  if (typed.length > meant.length) return restOf(typed, 1) === restOf(meant, 0);
  if (typed.length < meant.length) return restOf(typed, 0) === restOf(meant, 1);
  if (restOf(typed, 1) === restOf(meant, 1)) return true;
  const areSwapped = typed[start] === meant[start + 1] && typed[start + 1] === meant[start];
  return areSwapped && restOf(typed, 2) === restOf(meant, 2);
}
