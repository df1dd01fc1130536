/**
 * What HubSpot publishes with its client about its routes, read from the generated code itself: the path, the query, the
 * model of the body, and for every status the model of the answer. A route added to the sandbox finds its models here
 * without a table of ours.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The parts of the client that a sync reaches. */
export const modules = [
  'crm/contacts',
  'crm/companies',
  'crm/deals',
  'crm/line_items',
  'crm/objects',
  'crm/associations/v4',
  'crm/associations/v4/schema',
  'crm/properties',
  'crm/pipelines',
  'crm/owners',
  'crm/schemas',
  'oauth',
  'webhooks',
] as const;
export type ModuleName = (typeof modules)[number];

export interface Operation {
  readonly module: ModuleName;
  /** `crm/contacts BatchApi.create` */
  readonly name: string;
  readonly method: string;
  /** `/crm/v3/objects/contacts/{contactId}` */
  readonly path: string;
  readonly query: ReadonlySet<string>;
  /** The fields of a form; empty where the body is JSON. */
  readonly form: ReadonlySet<string>;
  /** The model of the body; undefined where there is none. */
  readonly body: string | undefined;
  /** The success codes that the client accepts, each with its model; undefined: an empty body. */
  readonly answers: ReadonlyMap<number, string | undefined>;
}

export const codegen = join(dirname(require.resolve('@hubspot/api-client')), 'codegen');

export const operations: readonly Operation[] = modules.flatMap(operationsOf);

function operationsOf(module: ModuleName): Operation[] {
  const folder = join(codegen, module, 'apis');
  return readdirSync(folder)
    .filter((file) => file.endsWith('Api.js'))
    .flatMap((file) => {
      const methods = methodsOf(join(folder, file));
      return [...methods]
        .filter(([name]) => name.startsWith('RequestFactory.'))
        .map(([name, request]) => {
          const called = name.slice('RequestFactory.'.length);
          const response = methods.get(`ResponseProcessor.${called}WithHttpInfo`) ?? '';
          return operation(module, `${file.replace('.js', '')}.${called}`, { request, response });
        });
    });
}

/** The text of every method, by the role of its class. */
function methodsOf(file: string): Map<string, string> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  const methods = new Map<string, string>();
  for (const statement of source.statements.filter(ts.isClassDeclaration)) {
    const role = /(?:RequestFactory|ResponseProcessor)$/.exec(statement.name?.text ?? '')?.[0];
    if (role === undefined) continue;
    for (const member of statement.members.filter(ts.isMethodDeclaration)) {
      methods.set(`${role}.${member.name.getText(source)}`, member.getText(source));
    }
  }
  return methods;
}

function operation(
  module: ModuleName,
  name: string,
  { request, response }: { readonly request: string; readonly response: string },
): Operation {
  const first = (pattern: RegExp): string | undefined => pattern.exec(request)?.[1];
  const all = (pattern: RegExp): Set<string> => new Set([...request.matchAll(pattern)].map((match) => match[1]!));
  return {
    module,
    name: `${module} ${name}`,
    method: first(/HttpMethod\.(\w+)\)/) ?? '',
    path: first(/localVarPath = '([^']+)'/) ?? '',
    query: all(/QueryParam\("(\w+)"/g),
    form: all(/localVarFormParams\.append\('(\w+)'/g),
    body: first(/stringify\(\w+\.ObjectSerializer\.serialize\(\w+, "([^"]+)"/),
    answers: answersOf(response),
  };
}

/** `if (isCodeInRange("201", …)) { … deserialize(…, "Model", "") … }`; `"0"` stands for every error. */
function answersOf(response: string): Map<number, string | undefined> {
  const answers = new Map<number, string | undefined>();
  for (const branch of response.split('isCodeInRange)("').slice(1)) {
    const code = Number(/^\d+/.exec(branch)?.[0]);
    const own = branch.split(/\n {12}\}/)[0]!;
    if (code > 0) answers.set(code, /deserialize\(.*, "([^"]+)", "[^"]*"\);/.exec(own)?.[1]);
  }
  return answers;
}

/** The operation that a call is, the one with the most words of its own first: `contacts` before `{objectType}`. */
export function findOperation(method: string, path: string): Operation | undefined {
  const matching = operations.filter((each) => each.method === method && matches(each.path, path));
  return matching.sort((a, b) => wildcards(a.path) - wildcards(b.path))[0];
}

/** Whether a path fits a template of either spelling: `{id}` as the client has it, `:id` as the sandbox. */
export function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, index) => isWildcard(part) || part === given[index]);
}

export function wildcards(template: string): number {
  return template.split('/').filter(isWildcard).length;
}

function isWildcard(part: string): boolean {
  return part.startsWith('{') || part.startsWith(':');
}
