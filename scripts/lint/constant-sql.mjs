// The SQL of a statement must be written in the source: a value in it is a hole through which SQL comes in. Constants may
// be put in (a list of columns, a lane's number, one of two column names); values are parameters, $1, $2.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the SQL stands: `tx.query(sql, …)`, and `rows(tx, sql, …)` of store/transaction.ts. */
const sqlOf = ({ callee, arguments: given }) => {
  if (callee.type === 'MemberExpression' && callee.property.name === 'query') return given[0];
  return callee.type === 'Identifier' && callee.name === 'rows' ? given[1] : undefined;
};

export const constantSql = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    CallExpression(node) {
      const sql = sqlOf(node);
      if (sql === undefined) return;
      const value = firstValue(sql, { source: context.sourceCode, folder: dirname(context.filename) }, 0);
      if (value === null) return;
      const name = context.sourceCode.getText(value).slice(0, 40);
      context.report({ node: value, message: `"${name}" is not a constant: give it as a parameter ($1), not as SQL.` });
    },
  }),
};

/** Constants are made of constants, and those of others; so deep nobody means it. */
const depthLimit = 20;

/** The first part of an expression that the source does not fix; null when all of it is constant. */
function firstValue(node, file, depth) {
  if (depth > depthLimit) return node;
  const look = (inner) => firstValue(inner, file, depth + 1);
  const lookAll = (inner) => inner.map(look).find((value) => value !== null) ?? null;
  switch (node.type) {
    case 'Literal':
      return null;
    case 'TemplateLiteral':
      return lookAll(node.expressions);
    case 'BinaryExpression':
      return lookAll([node.left, node.right]);
    case 'ConditionalExpression':
      return lookAll([node.consequent, node.alternate]); // whatever decides, it chooses between constants
    case 'TSAsExpression':
      return look(node.expression);
    case 'ObjectExpression':
      return lookAll(node.properties.map((property) => property.value ?? property));
    case 'MemberExpression':
      return look(node.object);
    case 'Identifier':
      return ofVariable(node, file, look);
    default:
      return node;
  }
}

/** A `const` is what it was made of. A parameter called `sql` was checked where it was given: it only passes through. */
function ofVariable(node, { source, folder }, look) {
  let scope = source.getScope(node);
  while (scope && !scope.set.has(node.name)) scope = scope.upper;
  const [definition] = scope?.set.get(node.name)?.defs ?? [];
  if (definition?.type === 'ImportBinding') return isExportedConstant(definition, folder) ? null : node;
  if (definition?.type === 'Parameter') return node.name === 'sql' ? null : node;
  if (definition?.type !== 'Variable' || definition.parent.kind !== 'const') return node;
  return definition.node.init && definition.node.id.type === 'Identifier' ? look(definition.node.init) : node;
}

/** What another of our files exports as a `const` was made when the program started: no value of a request is in it. */
function isExportedConstant({ node, parent }, folder) {
  const file = join(folder, `${parent.source.value}.ts`);
  if (!parent.source.value.startsWith('.') || !existsSync(file)) return false;
  const name = node.imported?.name ?? '';
  return new RegExp(`^export const ${name}\\b`, 'm').test(readFileSync(file, 'utf8'));
}
