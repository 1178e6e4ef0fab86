import type { OptionNames } from "@mortise/protocol";
import { checkDefinition, MortiseError } from "@mortise/protocol";
import { Catalogue } from "./catalogue/catalogue.ts";
import type { ServerCore } from "./core/server-core.ts";
import { answerMounted } from "./dispatch/dispatch.ts";
import { createNamespace } from "./mount/namespace.ts";
import type { TransformOptions } from "./transform/transform.ts";
import { Transform } from "./transform/transform.ts";

/** How a server is mounted. */
export interface MountOptions {
  /** How what it offers is presented, by its own names; they get the namespace afterwards. */
  readonly transform?: TransformOptions;
}

const OPTIONS: OptionNames<MountOptions> = { transform: true };

/**
 * Offers what `other` offers, now and later, in `catalogue` too.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a namespace that is none or taken, a server that is
 * inside itself, and names that are taken.
 */
export function mountServer(
  catalogue: Catalogue,
  name: string | undefined,
  other: ServerCore | undefined,
  options: MountOptions,
): void {
  const namespace = createNamespace(name);
  const source = other?.catalogue;
  if (!(other && source instanceof Catalogue)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      "mount takes a server made by createServer, after a namespace or alone",
    );
  }
  checkDefinition("mount", options, OPTIONS);
  const { transform } = options;
  if (source.reaches(catalogue)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${other.identity.info.name} cannot be mounted in itself, nor in what is mounted in it`,
    );
  }
  const isTaken = catalogue.mounts.some(
    (mount) => mount.namespace.name === name && (name !== undefined || mount.source === source),
  );
  if (isTaken) {
    const what = name === undefined ? `${other.identity.info.name} is` : `A server is`;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${what} mounted${name === undefined ? "" : ` as ${name}`} already; give each mount a namespace of its own`,
    );
  }
  const transforms = transform ? [new Transform(transform)] : [];
  for (const each of transforms) each.assertKnown(source.view);
  const stop = source.watch((change) => {
    if ("list" in change) catalogue.notice(change);
    else catalogue.notice({ uri: namespace.toOuterUri(change.uri) ?? change.uri });
  });
  try {
    catalogue.mount({
      namespace,
      source,
      transforms,
      stop,
      answer: (request, caller) => answerMounted(other, request, caller),
    });
  } catch (error) {
    stop();
    throw error;
  }
}

/** Takes out what was mounted under a namespace, or a server however it was mounted. */
export function unmountServer(catalogue: Catalogue, which: string | Catalogue): boolean {
  const found = catalogue.mounts.filter(({ namespace, source }) =>
    typeof which === "string" ? namespace.name === which : source === which,
  );
  for (const mount of found) catalogue.unmount(mount);
  return found.length > 0;
}
