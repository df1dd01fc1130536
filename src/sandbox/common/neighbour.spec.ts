import * as fc from 'fast-check';
import { Neighbour } from './neighbour';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const midnight = Date.parse('2027-07-02T00:00:00Z');
/** Asleep at night. */
const office = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 1 : 0));

describe('a neighbour of the sandboxes', () => {
  it('calls in proportion to the weights of its hours, and by the day as often as one that calls evenly', () => {
    const neighbour = new Neighbour({ callsPerHour: 100, burst: 1, hours: office }, midnight - 30 * DAY_MS);
    const byHour = office.map((_, hour) =>
      neighbour.calls(midnight + hour * HOUR_MS + 1, midnight + (hour + 1) * HOUR_MS),
    );
    expect(byHour).toEqual(office.map((weight) => weight * 240));
    expect(neighbour.calls(midnight, midnight + DAY_MS - 1)).toBe(2_400);
  });

  it('sends its first burst at its start, whatever the hour', () => {
    const neighbour = new Neighbour({ callsPerHour: 100, burst: 50, hours: office }, midnight);
    expect(neighbour.calls(midnight, midnight)).toBe(50);
    expect(neighbour.calls(midnight, midnight + 8 * HOUR_MS)).toBe(50);
    expect(neighbour.calls(midnight, midnight + 8 * HOUR_MS + (50 / 240) * HOUR_MS)).toBe(100);
  });

  it('calls as often in a span as in its parts', () => {
    const plan = fc.record({
      callsPerHour: fc.integer({ min: 0, max: 50_000 }),
      burst: fc.integer({ min: 1, max: 5_000 }),
      hours: fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: 24, maxLength: 24 })
        .filter((hours) => hours.some((weight) => weight > 0)),
    });
    const at = fc.integer({ min: 0, max: 9 * DAY_MS });
    fc.assert(
      fc.property(plan, at, fc.tuple(at, at, at), (given, started, times) => {
        const neighbour = new Neighbour(given, midnight + started);
        const [from, middle, to] = times.map((time) => midnight + time).sort((a, b) => a - b) as [
          number,
          number,
          number,
        ];
        const parts = neighbour.calls(from, middle) + neighbour.calls(middle + 1, to);
        expect(neighbour.calls(from, to)).toBe(parts);
        expect(neighbour.calls(from, to) % given.burst).toBe(0);
      }),
    );
  });
});
