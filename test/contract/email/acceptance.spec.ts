/** The checkers against the CRMs in a box, which judge by the documents on their own: every address is really written there. */
import fc from 'fast-check';
import { catalogs } from '../../../src/catalog/catalog';
import { cleanEmail } from '../../../src/core/email';
import { judgeEmail } from '../../../src/core/email-verdict';
import { startHubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { addresses, type Address } from './addresses';

interface Box {
  /** Whether the CRM stores this address, of a person who had another one. */
  takes(address: string): Promise<boolean>;
  close(): Promise<void>;
}

async function send(url: string, token: string, method: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(url, { method, headers, body: JSON.stringify(body) });
}

/** A refusal for something else would say nothing of the address. */
async function refused(answer: Response, code: RegExp): Promise<boolean> {
  const text = await answer.text();
  if (answer.status !== 400 || !code.test(text)) throw new Error(`${answer.status} ${text}`);
  return false;
}

const boxes = {
  hubspot: async (): Promise<Box> => {
    const box = await startHubspotSandbox({ port: 0, limits: 'none' });
    const url = `${box.url}/crm/v3/objects/contacts`;
    const made = await send(url, box.token, 'POST', { properties: { firstname: 'Ada' } });
    const { id } = (await made.json()) as { id: string };
    return {
      takes: async (email) => {
        const answer = await send(`${url}/${id}`, box.token, 'PATCH', { properties: { email } });
        return answer.ok || refused(answer, /INVALID_EMAIL/);
      },
      close: () => box.close(),
    };
  },
  salesforce: async (): Promise<Box> => {
    const box = await startSalesforceSandbox({ port: 0, control: true });
    const url = `${box.url}/services/data/v68.0/sobjects/Contact`;
    const made = await send(url, box.token, 'POST', { LastName: 'Lovelace' });
    const { id } = (await made.json()) as { id: string };
    return {
      takes: async (Email) => {
        const answer = await send(`${url}/${id}`, box.token, 'PATCH', { Email });
        return answer.ok || refused(answer, /INVALID_EMAIL_ADDRESS|STRING_TOO_LONG/);
      },
      close: () => box.close(),
    };
  },
} as const;

/** A part of an address, of all that people type. */
const typed = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z0-9][a-z0-9.+_-]{0,12}$/) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom(...Array.from(`ab.-_+'"@()<>[],;: \\é\u200bß中`)), maxLength: 8 }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
);
const endings = fc.constantFrom('com', 'de', 'co.uk', 'shop', 'con', 'рф', 'xn--p1ai', '삼성', 'invalid', 'x', '1', '');
const anyAddress = fc
  .tuple(typed, fc.constantFrom('@', '@', '@', '', '@@'), typed, endings)
  .map(([local, at, host, ending]) => `${local}${at}${host}.${ending}`);

const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}$/);
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9]{0,10}[a-z0-9])?$/);
const realEndings = fc.constantFrom('com', 'de', 'co.uk', 'shop', 'рф', 'xn--p1ai', '삼성', 'museum', 'google');
const wellFormed = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 4 }), fc.array(label, { minLength: 1, maxLength: 3 }), realEndings)
  .map(([local, host, ending]) => `${local.join('.')}@${host.join('.')}.${ending}`);

describe.each(['hubspot', 'salesforce'] as const)('addresses that go to %s', (crm) => {
  let box: Box;
  beforeAll(async () => {
    box = await boxes[crm]();
  });
  afterAll(() => box.close());

  const judge = (address: string) => judgeEmail(catalogs[crm].email, address);

  /** What is wrong with the verdict on an address; null: nothing. */
  async function mistaken({ text, inUse }: Address): Promise<string | null> {
    const { verdict, normalised } = judge(text);
    // A blank is no address: nothing is sent for it.
    const isTaken = normalised !== '' && (await box.takes(normalised));
    if (verdict === 'send') return isTaken ? null : `sent and refused: ${JSON.stringify(text)}`;
    return isTaken && inUse ? `held and taken: ${JSON.stringify(text)}` : null;
  }

  it('are taken by it, each of the corpus, and none that it takes and is in use is held', async () => {
    const wrong: (string | null)[] = [];
    for (const address of addresses) wrong.push(await mistaken(address));
    expect(wrong.filter((one) => one !== null)).toEqual([]);
    const sent = addresses.filter(({ text }) => judge(text).verdict === 'send');
    expect(sent.length).toBeGreaterThan(350);
    expect(addresses.length - sent.length).toBeGreaterThan(120);
  });

  it('are taken by it whatever was typed', async () => {
    await fc.assert(
      fc.asyncProperty(anyAddress, async (address) => {
        const { verdict, normalised } = judge(address);
        if (verdict === 'send') expect([normalised, await box.takes(normalised)]).toEqual([normalised, true]);
      }),
      { numRuns: 1_500 },
    );
  });

  it('are all of the well-formed ones that it takes', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, async (address) => {
        const { verdict, normalised } = judge(address);
        if (await box.takes(normalised)) expect([normalised, verdict]).toEqual([normalised, 'send']);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an address that was cleaned', () => {
  it('is clean: cleaning it again changes nothing', () => {
    for (const { text } of addresses) expect(cleanEmail(cleanEmail(text))).toBe(cleanEmail(text));
    fc.assert(fc.property(anyAddress, (address) => cleanEmail(cleanEmail(address)) === cleanEmail(address)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (address) => cleanEmail(cleanEmail(address)) === cleanEmail(address)),
    );
  });
});
