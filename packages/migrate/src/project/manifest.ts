import { SDK_PACKAGES } from "../module/sdk.ts";

/** The needs of the converted files. */
export interface ManifestNeeds {
  /** Whether some file imports the SDK still. */
  readonly keepsSdk: boolean;
  /** Whether zod must be new enough for Mortise. */
  readonly needsZod: boolean;
  /** The version of Mortise to depend on. */
  readonly mortise: string;
}

const ZOD = "^4.2.0";
const GROUPS = ["dependencies", "devDependencies", "peerDependencies"] as const;

/**
 * Changes the dependencies of a package.json, and nothing else of its text: Mortise in place of the
 * SDK, and zod 4.2 where zod is older.
 */
export function convertManifest(
  text: string,
  { keepsSdk, needsZod, mortise }: ManifestNeeds,
): string {
  const manifest = JSON.parse(text) as Partial<
    Record<(typeof GROUPS)[number], Record<string, string>>
  >;
  const changed: typeof manifest = JSON.parse(text);
  for (const group of GROUPS) {
    const names = changed[group];
    if (!names) continue;
    if (!keepsSdk) for (const name of SDK_PACKAGES) delete names[name];
    if (needsZod && names["zod"] !== undefined && isOldZod(names["zod"])) names["zod"] = ZOD;
    delete names["mortise"];
  }
  changed.dependencies = sortNames({
    ...changed.dependencies,
    ...(needsZod && !GROUPS.some((group) => changed[group]?.["zod"]) && { zod: ZOD }),
    mortise: manifest.dependencies?.["mortise"] ?? mortise,
  });
  if (JSON.stringify(changed) === JSON.stringify(manifest)) return text;
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? "  ";
  return `${JSON.stringify(changed, null, indent)}${text.endsWith("\n") ? "\n" : ""}`;
}

function sortNames(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isOldZod(range: string): boolean {
  const [, major = "0", minor = "0"] = /(\d+)(?:\.(\d+))?/.exec(range) ?? [];
  return Number(major) < 4 || (Number(major) === 4 && Number(minor) < 2);
}
