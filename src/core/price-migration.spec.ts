import { CallsTotal, portionsOf, waveSize, type Portion, type PortionSizes } from './price-migration';

const none = { company: 0, customer: 0, order: 0 };
const hubspot = { rows: 500, bulk: null };
const salesforce = { rows: 600, bulk: { from: 2_000, rows: 25_000 } };

const short = ({ object, wave, rows, how }: Portion): string =>
  `${wave} ${object} ${rows}${how === 'job' ? ' job' : ''}`;
const portions = (
  rest: Partial<typeof none>,
  { pilot = {}, pilotSize = 50 }: { readonly pilot?: Partial<typeof none>; readonly pilotSize?: number } = {},
  sizes: PortionSizes = hubspot,
): string[] =>
  [...portionsOf({ pilot: { ...none, ...pilot }, rest: { ...none, ...rest }, pilotSize }, sizes)].map(short);

describe('the portions of a migration', () => {
  it('begin with the pilot, parents first', () => {
    expect(portions({}, { pilot: { order: 20, company: 5, customer: 25 } })).toEqual([
      '0 company 5',
      '0 customer 25',
      '0 order 20',
    ]);
  });

  it('follow waves that double, each of one object type', () => {
    expect(portions({ company: 60, customer: 320, order: 10 })).toEqual([
      '1 company 50',
      '2 company 10',
      '3 customer 200',
      '4 customer 120',
      '5 order 10',
    ]);
  });

  it('are of full batches, but for the last of each wave', () => {
    expect(portions({ customer: 3_000 }).slice(-5)).toEqual([
      '5 customer 500',
      '5 customer 300',
      '6 customer 500',
      '6 customer 500',
      '6 customer 450',
    ]);
  });

  it('go by jobs where a wave has enough of one type', () => {
    const all = portions({ customer: 50_000 }, {}, salesforce);
    expect(all).toContain('6 customer 400');
    expect(all).toContain('7 customer 3200 job');
    expect(all.slice(-2)).toEqual(['10 customer 20000 job', '11 customer 4450 job']);
    const small = portions(
      { customer: 9_000 },
      { pilotSize: 9_000 },
      { rows: 600, bulk: { from: 2_000, rows: 4_000 } },
    );
    expect(small).toEqual(['1 customer 4000 job', '1 customer 4000 job', '1 customer 1000 job']);
  });

  it('end with the records, however small the pilot is', () => {
    const all = [...portionsOf({ pilot: none, rest: { company: 3, customer: 7, order: 90 }, pilotSize: 0 }, hubspot)];
    expect(all.reduce((sum, { rows }) => sum + rows, 0)).toBe(100);
    expect(waveSize(0, 1)).toBe(1);
    expect(portions({})).toEqual([]);
  });
});

describe('calls', () => {
  it('come together by endpoint, the most called first', () => {
    const calls = new CallsTotal();
    calls.add([
      { endpoint: 'POST /b', calls: 2 },
      { endpoint: 'POST /a', calls: 3 },
    ]);
    calls.add([{ endpoint: 'POST /b', calls: 4 }]);
    expect(calls.total).toBe(9);
    expect(Object.entries(calls.byEndpoint)).toEqual([
      ['POST /b', 6],
      ['POST /a', 3],
    ]);
  });
});
