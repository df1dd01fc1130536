import { strToU8, zipSync } from 'fflate';
import { readArchive } from './archive';

const nothing = new Uint8Array();

describe('a zip', () => {
  it('gives the names of its files, and the text of those that are read', () => {
    const zip = zipSync({
      'p/package.xml': strToU8('\uFEFF<Package/>'),
      'p/classes/Big.cls': strToU8('class'),
      'p/folder/': nothing,
    });
    const { names, texts } = readArchive(zip);
    expect([...names]).toEqual(['p/package.xml', 'p/classes/Big.cls']);
    expect([...texts]).toEqual([['p/package.xml', '<Package/>']]);
  });

  it.each(['../a.object', 'a/../../b', '/etc/a', 'C:/a', 'a\\b'])('that holds the path %s is refused', (name) => {
    expect(() => readArchive(zipSync({ [name]: nothing }))).toThrow('Not a path inside the zip');
  });

  it.each(['', 'PK', 'x'.repeat(100)])('that is none is refused: %p', (text) => {
    expect(() => readArchive(strToU8(text))).toThrow('The zip cannot be read');
  });

  it('that would unpack to more than 64 MiB is refused before it does', () => {
    const bomb = zipSync({ 'p/a.object': new Uint8Array(67_108_865) }, { level: 1 });
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(() => readArchive(bomb)).toThrow('The unpacked files have more than 67108864 bytes');
  });

  it('gives a file no more room than the zip says it needs', () => {
    const liar = zipSync({ 'p/a.object': new Uint8Array(1_000) });
    const directory = Buffer.from(liar).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(liar.buffer, liar.byteOffset).setUint32(directory + 24, 10, true);
    expect(readArchive(liar).texts.get('p/a.object')).toHaveLength(10);
  });

  it('with more than 10,000 files is refused', () => {
    const files = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`p/${at}`, nothing]));
    expect(() => readArchive(zipSync(files))).toThrow('The zip has more than 10000 files');
  });
});
