/**
 * The models that HubSpot publishes with its client: names and types from `getAttributeTypeMap()`, and from the
 * declarations what is required, which is in no map.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import type { ModuleName } from './generated-api';
import { codegen } from './generated-api';

export interface Attribute {
  /** As it is on the wire. */
  readonly name: string;
  /** `string`, `Date`, `Array<Property>`, `{ [key: string]: string; }`, the name of a model or of its enum, … */
  readonly type: string;
  readonly format: string;
  readonly required: boolean;
}

interface ModelClass {
  getAttributeTypeMap(): readonly {
    readonly name: string;
    readonly baseName: string;
    readonly type: string;
    readonly format: string;
  }[];
}

export interface Models {
  /** Undefined: no such model. */
  model(name: string): readonly Attribute[] | undefined;
  /** Undefined: no such enum. */
  values(name: string): readonly string[] | undefined;
}

/** Which module it is, is known at run time only. */
const load = createRequire(__filename);
const read = new Map<ModuleName, Models>();

export function modelsOf(module: ModuleName): Models {
  const models = read.get(module) ?? readModels(module);
  read.set(module, models);
  return models;
}

function readModels(module: ModuleName): Models {
  const all = load(join(codegen, module, 'models/all.js')) as Record<string, unknown>;
  const known = new Map<string, readonly Attribute[]>();
  return {
    model: (name) => {
      if (!isModel(all[name])) return undefined;
      const attributes = known.get(name) ?? attributesOf(module, name, all[name]);
      known.set(name, attributes);
      return attributes;
    },
    values: (name) => {
      const found = all[name];
      return typeof found === 'object' && found !== null ? (Object.values(found) as string[]) : undefined;
    },
  };
}

function isModel(value: unknown): value is ModelClass {
  return typeof value === 'function' && 'getAttributeTypeMap' in value;
}

function attributesOf(module: ModuleName, name: string, model: ModelClass): Attribute[] {
  const required = requiredOf(join(codegen, module, 'models', `${name}.d.ts`), name);
  return model.getAttributeTypeMap().map((attribute) => {
    const isRequired = required.get(attribute.name);
    if (isRequired === undefined) throw new Error(`${module} ${name} does not declare ${attribute.name}`);
    return { name: attribute.baseName, type: attribute.type, format: attribute.format, required: isRequired };
  });
}

/** By name in the class, whether a property is declared without a question mark. */
function requiredOf(file: string, name: string): Map<string, boolean> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  const declared = source.statements.find(
    (statement): statement is ts.ClassDeclaration => ts.isClassDeclaration(statement) && statement.name?.text === name,
  );
  const properties = [...(declared?.members ?? [])].filter(ts.isPropertyDeclaration);
  return new Map(
    properties.map((property) => [
      (property.name as ts.StringLiteral | ts.Identifier).text,
      property.questionToken === undefined,
    ]),
  );
}
