import type { Finding, Subject } from "./finding.ts";
import { RULES } from "./rule-set.ts";

/** The origin of findings, for a report. */
export interface SarifOptions {
  /** The version of Mortise. */
  readonly version: string;
  /** The file of the server, relative to the root of the repository; findings without a place are in its first line. */
  readonly file?: string;
}

const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME = "https://github.com/mortise-dev/mortise/blob/main/docs/guide/linting.md";

/**
 * Writes findings as a log of SARIF 2.1.0, as GitHub and other tools show it beside the code.
 *
 * A finding without a file has a logical location alone: the tool and the pointer.
 */
export function toSarif(findings: readonly Finding[], { version, file }: SarifOptions): object {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "mortise lint",
            version,
            informationUri: HOME,
            rules: RULES.map(({ id, severity, about }) => ({
              id,
              shortDescription: { text: about },
              helpUri: `${HOME}#${id}`,
              defaultConfiguration: { level: severity },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => toResult(finding, file)),
      },
    ],
  };
}

function toResult(finding: Finding, file: string | undefined): object {
  const { rule, severity, subject, pointer, message, fix, affects, place } = finding;
  const name = toQualifiedName(subject);
  const physical = place ?? (file === undefined ? undefined : { file, line: 1, column: 1 });
  const concerns = affects.length === 0 ? "" : ` Concerns ${affects.join(", ")}.`;
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: `${name}: ${message} ${fix}${concerns}` },
    locations: [
      {
        ...(physical !== undefined && {
          physicalLocation: {
            artifactLocation: { uri: toUri(physical.file) },
            region: { startLine: physical.line, startColumn: physical.column },
          },
        }),
        logicalLocations: [{ fullyQualifiedName: `${name}${pointer}`, kind: "member" }],
      },
    ],
    // GitHub follows a finding over changes of the file by this.
    partialFingerprints: { "mortiseFinding/v1": `${rule}:${name}:${pointer}` },
  };
}

function toQualifiedName(subject: Subject): string {
  return subject.kind === "server" ? "server" : `${subject.kind}:${subject.name}`;
}

/** A relative reference (RFC 3986, 4.2), which no colon of a name of a file turns into a scheme. */
function toUri(file: string): string {
  return file.split(/[\\/]/).map(encodeURIComponent).join("/");
}
