import type { MortiseErrorCode } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Answering } from "../handler/answering.ts";
import type { Mount } from "../mount/mount.ts";
import { isWebUrl } from "../mount/namespace.ts";
import { namespaceEntry } from "../mount/namespace-entry.ts";
import type { Transform } from "../transform/transform.ts";
import type { EntryOf, View, ViewPart } from "../view/view.ts";
import { MutableView, NOUNS, PARTS } from "../view/view.ts";
import type { ListKind } from "../visibility/list-kind.ts";
import type { VisibilityRules } from "../visibility/selector.ts";

/** The entries of a server, and the changes to them on the way to its clients. */
export interface Layers {
  readonly own: View;
  readonly mounts: readonly Mount[];
  readonly transforms: readonly Transform[];
  readonly rules: VisibilityRules;
}

/** Takes what keeps one thing from being offered; the rest is offered all the same. */
export type Report = (problem: MortiseError) => void;

/**
 * Puts together what clients of a server are offered: its own, then what is mounted, as transforms
 * present it, without what is off.
 *
 * Of two things with one name the first stays, and the other is reported.
 */
export function composeView(layers: Layers, answering: Answering, report: Report): View {
  let view: View = layers.own;
  if (layers.mounts.length > 0) {
    const joined = new MutableView();
    copy(view, joined, (_part, _name, entry) => entry, report);
    for (const mount of layers.mounts) {
      const taken = new MutableView();
      copy(
        mount.source.view,
        taken,
        (_part, _name, entry) => ({ ...entry, answer: mount.answer }),
        report,
      );
      const presented = transformAll(taken, mount.transforms, answering, report);
      copy(
        presented,
        joined,
        (part, _name, entry) =>
          mount.namespace.name === undefined
            ? entry
            : namespaceEntry(mount.namespace, presented, part, entry),
        report,
      );
    }
    view = joined;
  }
  view = transformAll(view, layers.transforms, answering, report);
  const shown = new MutableView();
  copy(
    view,
    shown,
    (part, name, entry) => {
      return layers.rules.decide(toKind(part), name, entry) ? entry : undefined;
    },
    report,
  );
  return shown;
}

function transformAll(
  view: View,
  transforms: readonly Transform[],
  answering: Answering,
  report: Report,
): View {
  let current = view;
  for (const transform of transforms) {
    const next = new MutableView();
    copy(
      current,
      next,
      (part, name, entry) => transform.apply(part, name, entry, answering),
      report,
    );
    current = next;
  }
  return current;
}

type Step = <Part extends ViewPart>(
  part: Part,
  name: string,
  entry: EntryOf<Part>,
) => EntryOf<Part> | undefined;

/** One copying of a view. */
interface Copying {
  readonly from: View;
  readonly to: MutableView;
  readonly step: Step;
  readonly report: Report;
}

/** Copies each entry as `step` returns it; leaves out entries that it returns none for or fails for. */
function copy(from: View, to: MutableView, step: Step, report: Report): void {
  for (const part of PARTS) copyPart(part, { from, to, step, report });
}

function copyPart<Part extends ViewPart>(part: Part, { from, to, step, report }: Copying): void {
  const entries = from[part] as ReadonlyMap<string, EntryOf<Part>>;
  const target = to[part] as Map<string, EntryOf<Part>>;
  for (const [name, entry] of entries) {
    let made: EntryOf<Part> | undefined;
    try {
      made = step(part, name, entry);
    } catch (cause) {
      // Shown as it is, it might show what a transform was to hide.
      const reason = cause instanceof Error ? cause.message : String(cause);
      const code = MortiseError.is(cause) ? cause.code : "INVALID_DEFINITION";
      report(problem(`The ${NOUNS[part]} ${name} is left out: ${reason}`, code, cause));
    }
    if (!made) continue;
    const madeName = nameOf(made);
    if (!target.has(madeName)) target.set(madeName, made);
    // An address of the world is the same thing, whichever server names it.
    else if (!isWebUrl(madeName)) report(taken(part, madeName));
  }
}

function taken(part: ViewPart, name: string): MortiseError {
  return problem(
    `There is a ${NOUNS[part]} ${name} already, which stays; remove or rename one of the two`,
  );
}

/** Templates are resources, except in the protocol's lists. */
export function toKind(part: ViewPart): ListKind {
  return part === "templates" ? "resources" : part;
}

function nameOf(entry: EntryOf<ViewPart>): string {
  if ("template" in entry) return entry.template.template;
  return "uri" in entry ? entry.uri : entry.name;
}

function problem(
  message: string,
  code: MortiseErrorCode = "INVALID_DEFINITION",
  cause?: unknown,
): MortiseError {
  return new MortiseError(code, message, { cause });
}
