import { strToU8, zipSync } from 'fflate';

const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** File by file, as text. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));
}

/** In a folder with its manifest, as a deploy has it unless it says `singlePackage`. */
export function packageOf(
  members: Readonly<Record<string, readonly string[]>>,
  files: Readonly<Record<string, string>>,
): Buffer {
  const all = { 'package.xml': manifest(members), ...files };
  return zipOf(Object.fromEntries(Object.entries(all).map(([name, text]) => [`unpackaged/${name}`, text])));
}

export function manifest(members: Readonly<Record<string, readonly string[]>>): string {
  const types = Object.entries(members).map(
    ([name, names]) => `<types>${names.map((one) => `<members>${one}</members>`).join('')}<name>${name}</name></types>`,
  );
  return document('Package', `${types.join('')}<version>64.0</version>`);
}

export function objectFile(label: string, content = ''): string {
  const nameField = '<nameField><label>Name</label><type>Text</type></nameField>';
  const sharing = '<deploymentStatus>Deployed</deploymentStatus><sharingModel>ReadWrite</sharingModel>';
  return document(
    'CustomObject',
    `${sharing}<label>${label}</label>${nameField}<pluralLabel>${label}s</pluralLabel>${content}`,
  );
}

/** Of an object that is there. */
export function fieldsFile(content: string): string {
  return document('CustomObject', content);
}

export function textField(fullName: string, more = ''): string {
  return `<fields><fullName>${fullName}</fullName><label>X</label><type>Text</type><length>40</length>${more}</fields>`;
}

export function lookupField(fullName: string, parent: string): string {
  return `<fields><fullName>${fullName}</fullName><label>L</label><type>Lookup</type><referenceTo>${parent}</referenceTo><relationshipName>${fullName.replace('__c', '')}s</relationshipName></fields>`;
}

export function permissionFile(root: 'PermissionSet' | 'Profile', fields: readonly string[]): string {
  const permissions = fields.map(
    (field) =>
      `<fieldPermissions><editable>true</editable><field>${field}</field><readable>true</readable></fieldPermissions>`,
  );
  return document(root, `${permissions.join('')}<label>X</label>`);
}

export function document(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${NAMESPACE}>${content}</${root}>`;
}
