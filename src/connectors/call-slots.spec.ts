import { CallSlots } from './call-slots';

/** Calls that last until they are ended, in the order in which they began. */
function calls(slots: CallSlots) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (name: string, mayWait: boolean): Promise<void> =>
    slots.run(mayWait, () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  return { begun, begin, end: (name: string) => ends.get(name)?.() };
}
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('the calls in flight of a connector', () => {
  it('leave one free for what is urgent, however many may wait', async () => {
    const { begun, begin, end } = calls(new CallSlots(3));
    const waiting = ['w1', 'w2', 'w3', 'w4'].map((name) => begin(name, true));
    await settled();
    expect(begun).toEqual(['w1', 'w2']);
    const urgent = begin('urgent', false);
    await settled();
    expect(begun).toEqual(['w1', 'w2', 'urgent']);
    end('w1');
    await waiting[0];
    await settled();
    expect(begun).toEqual(['w1', 'w2', 'urgent', 'w3']);
    for (const name of ['urgent', 'w2', 'w3']) end(name);
    await settled();
    end('w4');
    await Promise.all([urgent, ...waiting]);
  });

  it('are all of what is urgent when nothing waits, and one where there is but one', async () => {
    const three = calls(new CallSlots(3));
    for (const name of ['a', 'b', 'c', 'd']) void three.begin(name, false);
    await settled();
    expect(three.begun).toEqual(['a', 'b', 'c']);
    const one = calls(new CallSlots(1));
    for (const name of ['a', 'b']) void one.begin(name, true);
    await settled();
    expect(one.begun).toEqual(['a']);
  });
});
