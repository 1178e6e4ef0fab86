/** The oldest Node that runs these packages, as in `engines` of their manifests. */
const REQUIRED = [22, 18] as const;

/** The parts of a platform that say whether it is Node, and which. */
export interface NodePlatform {
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly execPath?: string;
  };
  readonly navigator?: { readonly userAgent?: string };
}

/**
 * Says in a sentence that the platform is a Node that is too old; `undefined` for a newer one and for
 * other runtimes, which only name a version of Node for compatibility.
 */
export function describeOldNode(
  { process, navigator }: NodePlatform = globalThis as NodePlatform,
): string | undefined {
  const { versions = {}, execPath } = process ?? {};
  const { node } = versions;
  const isOther = versions["bun"] ?? versions["deno"] ?? versions["workerd"];
  if (!node || !execPath || isOther || navigator?.userAgent === "Cloudflare-Workers") {
    return undefined;
  }
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const [wanted, wantedMinor] = REQUIRED;
  if (major > wanted || (major === wanted && minor >= wantedMinor)) return undefined;
  return `Mortise needs Node ${REQUIRED.join(".")} or newer; this is ${major}.${minor} (${execPath})`;
}
