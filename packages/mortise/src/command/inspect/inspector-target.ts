import type { InspectorTarget } from "@mortise/inspector";
import type { CommandTarget } from "../../target/command-target.ts";
import type { ConnectionOptions } from "../../target/connect-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { describeTarget, hideSecrets } from "../../target/parse-target.ts";

/** Connects as the other commands do; options that do not fit a target are for the others. */
export function toInspectorTarget(
  name: string,
  target: CommandTarget,
  options: ConnectionOptions,
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
    connect: ({ settings, onStderr, onProcess, onCommand, onAccount, onSignIn }) =>
      connectTarget(
        target,
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
