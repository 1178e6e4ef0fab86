import type { ReactNode } from "react";
import { VisibleText } from "./visible-text.tsx";

/** A value by its name; one that is not there is left out. */
export type Fact = readonly [name: string, value: string | undefined];

/** A list of values, each with its name. */
export function Facts(props: {
  readonly facts: readonly Fact[];
  readonly className: string | undefined;
}): ReactNode {
  return (
    <dl className={props.className}>
      {props.facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <VisibleText text={value} />
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
