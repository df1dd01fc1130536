/** From a zip to the components in it, in the order in which they are worked on, and what is wrong before any is. */
import { elementOf, textIn, type Element } from '../http/soap/envelope';
import { listOf } from '../org/custom-field-spec';
import type { Archive } from './archive';
import { problem, type Component, type Message, type Named, type Problem } from './component';
import { fieldComponent, leftOutComponent, objectComponent, permissionComponent, removal } from './components';
import { isProblem, isWildcard, manifestOf, readElement, type Manifest } from './package-xml';

export interface PackageOptions {
  /** The package stands in the root of the zip; else each folder there is one. */
  readonly singlePackage: boolean;
  /** What the manifest names and the zip does not hold is a warning only. */
  readonly allowMissingFiles: boolean;
  /** What the zip holds counts as named. */
  readonly autoUpdatePackage: boolean;
}

export interface Package {
  readonly components: readonly Component[];
  /** Of manifests, and of what cannot be read or is not named. */
  readonly messages: readonly Message[];
}

interface Reading {
  readonly archive: Archive;
  readonly options: PackageOptions;
  /** `unpackaged/`, or empty. */
  readonly base: string;
  readonly manifest: Manifest;
  readonly messages: Message[];
  /** Type and full name of what was in the files. */
  readonly found: Set<string>;
}

const MANIFEST = 'package.xml';
/** Those that the box has, in the order in which they depend on each other. */
const OWN_TYPES = ['CustomObject', 'CustomField', 'PermissionSet', 'Profile'] as const;

export function readPackages(archive: Archive, options: PackageOptions): Package {
  const packages = basesIn(archive, options).map((base) => readPackage(archive, options, base));
  return {
    components: packages.flatMap(({ components }) => components),
    messages: packages.flatMap(({ messages }) => messages),
  };
}

/**
 * That one package is also found in the only folder is ours: what Salesforce does with it is unverified. Without
 * `singlePackage`, one in the root of the zip is not found there either (jsforce/gulp-jsforce-deploy#7, 2016).
 */
function basesIn({ names }: Archive, { singlePackage }: PackageOptions): readonly string[] {
  const folders = new Set([...names].map((name) => name.slice(0, name.indexOf('/') + 1)));
  if (!singlePackage)
    return folders.size === 0 ? [''] : [...folders].filter((base) => base !== '' || folders.size === 1);
  const [only = ''] = folders;
  return [names.has(MANIFEST) || folders.size !== 1 ? '' : only];
}

function readPackage(archive: Archive, options: PackageOptions, base: string): Package {
  const fileName = `${base}${MANIFEST}`;
  const named: Named = { componentType: '', fullName: MANIFEST, fileName };
  const text = base === '' && !options.singlePackage ? undefined : archive.texts.get(fileName);
  if (text === undefined) return unread(named, problem('No package.xml found'));
  const element = readElement(text, 'Package');
  if (isProblem(element)) return unread(named, element);
  const done = { ok: true, created: false, changed: true, deleted: false } as const;
  const messages: Message[] = [{ ...named, effect: done }];
  const reading: Reading = { archive, options, base, manifest: manifestOf(element), messages, found: new Set() };
  const components = [
    ...removals(reading, 'destructiveChangesPre.xml'),
    ...removals(reading, 'destructiveChanges.xml'),
    ...own(reading),
    ...leftOut(reading),
    ...removals(reading, 'destructiveChangesPost.xml'),
  ];
  messages.push(...missing(reading));
  return { components, messages };
}

function unread(named: Named, effect: Problem): Package {
  return { components: [], messages: [{ ...named, effect }] };
}

function own(reading: Reading): readonly Component[] {
  const components = [
    ...filesIn(reading, 'objects', 'object').flatMap(([file, name]) => objectIn(reading, file, name)),
    ...filesIn(reading, 'permissionsets', 'permissionset').flatMap(([file, name]) =>
      permissionsIn(reading, 'PermissionSet', file, name),
    ),
    ...filesIn(reading, 'profiles', 'profile').flatMap(([file, name]) => permissionsIn(reading, 'Profile', file, name)),
  ];
  return OWN_TYPES.flatMap((type) => components.filter(({ componentType }) => componentType === type));
}

function filesIn({ archive, base }: Reading, folder: string, suffix: string): readonly [file: string, name: string][] {
  const start = `${base}${folder}/`;
  const end = `.${suffix}`;
  return [...archive.texts.keys()]
    .filter((file) => file.startsWith(start) && file.endsWith(end) && !file.slice(start.length).includes('/'))
    .map((file) => [file, file.slice(start.length, -end.length)]);
}

/** An object that the manifest does not name may stand there for those of its fields that it names. */
function objectIn(reading: Reading, fileName: string, name: string): readonly Component[] {
  const element = elementIn(reading, { componentType: 'CustomObject', fullName: name, fileName });
  if (element === undefined) return [];
  const fields = listOf(element.fields).map((one) => {
    const metadata = elementOf(one);
    return { metadata, fullName: `${name}.${textIn(metadata.fullName)}` };
  });
  const whole = isNamed(reading, 'CustomObject', name);
  const someFields = fields.some(({ fullName }) => reading.manifest.names('CustomField', fullName));
  const object: Named = { componentType: 'CustomObject', fullName: name, fileName };
  if (!whole && !someFields) return refuse(reading, object, problem('Not in package.xml'));
  const isSetting = element.customSettingsType !== undefined;
  return [
    ...(whole ? [objectComponent(note(reading, object), element)] : []),
    ...fields.flatMap(({ metadata, fullName }) => {
      const field: Named = { componentType: 'CustomField', fullName, fileName };
      if (!whole && !isNamed(reading, 'CustomField', fullName))
        return refuse(reading, field, problem('Not in package.xml'));
      note(reading, field);
      return [isSetting ? leftOutComponent(field, 'Custom settings') : fieldComponent(field, metadata)];
    }),
  ];
}

function permissionsIn(
  reading: Reading,
  type: 'PermissionSet' | 'Profile',
  fileName: string,
  fullName: string,
): readonly Component[] {
  const named: Named = { componentType: type, fullName, fileName };
  if (!isNamed(reading, type, fullName)) return refuse(reading, named, problem('Not in package.xml'));
  const element = elementIn(reading, named);
  return element === undefined ? [] : [permissionComponent(named, type, element)];
}

function elementIn(reading: Reading, named: Named): Element | undefined {
  note(reading, named);
  const element = readElement(reading.archive.texts.get(named.fileName) ?? '', named.componentType);
  if (!isProblem(element)) return element;
  refuse(reading, named, element);
  return undefined;
}

function isNamed({ manifest, options }: Reading, type: string, fullName: string): boolean {
  return options.autoUpdatePackage || manifest.names(type, fullName);
}

function note(reading: Reading, named: Named): Named {
  reading.found.add(`${named.componentType} ${named.fullName}`);
  return named;
}

function refuse(reading: Reading, named: Named, effect: Problem): readonly Component[] {
  note(reading, named);
  reading.messages.push({ ...named, effect });
  return [];
}

function isOwn(type: string): boolean {
  return OWN_TYPES.some((own) => own === type);
}

/** Of types that the box does not have: told by what the manifest names, as only types know their folders. */
function leftOut({ archive, base, manifest }: Reading): readonly Component[] {
  const names = [...archive.names].filter((name) => name.startsWith(base) && !name.endsWith('-meta.xml'));
  return manifest.members
    .filter(({ type }) => !isOwn(type))
    .map(({ type, fullName }) => {
      const file = names.find((name) => name.slice(base.length).replace(/^[^/]+\/|\.[^./]+$/g, '') === fullName);
      const named = { componentType: type, fullName, fileName: file ?? `${base}${MANIFEST}` };
      return leftOutComponent(named, `Components of type ${type}`);
    });
}

function missing({ manifest, found, options, base }: Reading): readonly Message[] {
  return manifest.members
    .filter(({ type, fullName }) => isOwn(type) && !isWildcard(fullName) && !found.has(`${type} ${fullName}`))
    .map(({ type, fullName }) => {
      const text = `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory`;
      const effect = { ...problem(text), warning: options.allowMissingFiles };
      return { componentType: '', fullName, fileName: `${base}${MANIFEST}`, effect };
    });
}

function removals({ archive, base, messages }: Reading, name: string): readonly Component[] {
  const fileName = `${base}${name}`;
  const text = archive.texts.get(fileName);
  if (text === undefined) return [];
  const named: Named = { componentType: '', fullName: name, fileName };
  const element = readElement(text, 'Package');
  if (isProblem(element)) {
    messages.push({ ...named, effect: element });
    return [];
  }
  return manifestOf(element).members.map(({ type, fullName }) => {
    const one: Named = { componentType: type, fullName, fileName };
    return isOwn(type) ? removal(one) : leftOutComponent(one, `Components of type ${type}`);
  });
}
