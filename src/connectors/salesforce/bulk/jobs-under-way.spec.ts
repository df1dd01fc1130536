import { JobsUnderWay } from './jobs-under-way';

function checkpoint(note: string | null) {
  const kept: (string | null)[] = [];
  return {
    kept,
    read: () => Promise.resolve(note),
    keep: (said: string | null) => {
      kept.push(said);
      return Promise.resolve();
    },
  };
}

describe('the note of jobs under way', () => {
  it('holds all of a write together, and what was noted before', async () => {
    const place = checkpoint('[{"id":"750A","object":"Account"}]');
    const jobs = await JobsUnderWay.find(place);
    await jobs.add({ id: '750B', object: 'Contact' });
    await jobs.add({ id: '750C', object: 'Contact' });
    jobs.over('750B');
    await jobs.keep();
    jobs.over('750C');
    jobs.over('750A');
    await jobs.keep();
    expect(place.kept.map((note) => note?.match(/750./g) ?? null)).toEqual([
      ['750A', '750B'],
      ['750A', '750B', '750C'],
      ['750A', '750C'],
      null,
    ]);
  });

  it('is not written where nothing has changed', async () => {
    const place = checkpoint(null);
    await (await JobsUnderWay.find(place)).keep();
    expect(place.kept).toEqual([]);
  });

  it.each(['{}', '[1]', '[{"id":"750A"}]'])('is no list of jobs: %s', async (note) => {
    await expect(JobsUnderWay.find(checkpoint(note))).rejects.toThrow('no list of jobs');
  });
});
