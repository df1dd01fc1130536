import { inSlices } from './slices';

const itemsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe('a long list that is mapped in slices', () => {
  it.each([0, 1, 600, 601, 1_800])('maps each of %i items once and in order', async (count) => {
    const seen: number[] = [];
    const mapped = await inSlices(itemsOf(count), (item) => {
      seen.push(item);
      return item * 2;
    });
    expect(mapped).toEqual(itemsOf(count).map((item) => item * 2));
    expect(seen).toEqual(itemsOf(count));
  });

  it('lets others have their turn after every 600 items', async () => {
    const turns: number[] = [];
    let done = 0;
    let isOver = false;
    const look = (): void => {
      if (isOver) return;
      turns.push(done);
      setImmediate(look);
    };
    setImmediate(look);
    await inSlices(itemsOf(1_500), () => (done += 1));
    isOver = true;
    expect(turns).toEqual(expect.arrayContaining([600, 1_200]));
  });

  it('fails as the item does that cannot be mapped', async () => {
    const mapping = inSlices(itemsOf(700), (item) => {
      if (item === 650) throw new Error('not this one');
      return item;
    });
    await expect(mapping).rejects.toThrow('not this one');
  });
});
