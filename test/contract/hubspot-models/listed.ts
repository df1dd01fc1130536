/** Findings against the list of differences, in both directions. */
import type { Difference } from './differences';
import type { Finding } from './exchange';
import { describeFinding } from './exchange';

/** What nobody has listed, in words. */
export function unlisted(findings: readonly Finding[], differences: readonly Difference[]): readonly string[] {
  const left = findings.filter((finding) => !differences.some((difference) => covers(difference, finding)));
  return [...new Set(left.map(describeFinding))];
}

/** What is listed and was not found. */
export function outlived(findings: readonly Finding[], differences: readonly Difference[]): readonly Difference[] {
  return differences.filter((difference) => !findings.some((finding) => covers(difference, finding)));
}

function covers(difference: Difference, finding: Finding): boolean {
  const { model, field, kind, statuses, found } = difference;
  return (
    model === finding.model &&
    field === finding.field &&
    kind === finding.kind &&
    (statuses === undefined || statuses.includes(finding.status)) &&
    (found === undefined || found === finding.found)
  );
}

/** Names against a list of names with reasons, the same way. */
export function compareNames(
  found: readonly string[],
  listed: Readonly<Record<string, string>>,
): { readonly unlisted: readonly string[]; readonly outlived: readonly string[] } {
  const stands = (entry: string, name: string): boolean =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name;
  const entries = Object.keys(listed);
  return {
    unlisted: found.filter((name) => !entries.some((entry) => stands(entry, name))),
    outlived: entries.filter((entry) => !found.some((name) => stands(entry, name))),
  };
}
