import type { InspectorOptions, InspectorTarget } from "@mortise/inspector";
import { nameTarget } from "../../target/parse-target.ts";
import { toInspectorTarget } from "./inspector-target.ts";

/** Makes the target of a URL that the page adds: with the headers of the page, and nothing of the command line. */
export function openAddedUrl({
  url,
  label,
  headers,
}: Parameters<NonNullable<InspectorOptions["openUrl"]>>[0]): InspectorTarget {
  const target = { kind: "url", url, label: url.replace(/[?#].*$/s, "") } as const;
  const given = headers === undefined ? {} : { headers };
  return toInspectorTarget(label ?? nameTarget(target), target, given);
}
