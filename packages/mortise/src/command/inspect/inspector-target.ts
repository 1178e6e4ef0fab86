import type { InspectorTarget } from "@mortise/inspector";
import type { CommandTarget } from "../../target/command-target.ts";
import type { ConnectionOptions } from "../../target/connect-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { describeTarget, hideSecrets } from "../../target/parse-target.ts";

/** How a target is connected to. */
interface InspectorTargetOptions extends ConnectionOptions {
  /** Returns the target as it is when it is connected to. Default: the given one. */
  readonly present?: () => CommandTarget;
}

/** Connects as the other commands do; options that do not fit a target are for the others. */
export function toInspectorTarget(
  name: string,
  target: CommandTarget,
  { present = () => target, ...options }: InspectorTargetOptions,
): InspectorTarget {
  const { headers, env, cwd, revision, ...common } = options;
  const isUrl = target.kind === "url";
  const own: ConnectionOptions = {
    ...common,
    ...(isUrl && headers !== undefined && { headers }),
    ...(!isUrl && env !== undefined && { env }),
    ...(!isUrl && cwd !== undefined && { cwd }),
  };
  return {
    name,
    kind: isUrl ? "http" : "stdio",
    target: describeTarget(target),
    ...(isUrl && { url: target.url }),
    ...(revision !== undefined && { preference: revision as never }),
    connect: async ({ settings, onStderr, onProcess, onCommand, onAccount, onSignIn }) =>
      connectTarget(
        present(),
        {
          ...own,
          onStderr,
          onProcess,
          onCommand: (words) => onCommand(hideSecrets(words)),
        },
        { ...settings, onAccount, onSignIn },
      ),
  };
}
