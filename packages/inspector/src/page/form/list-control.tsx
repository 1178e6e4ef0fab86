import type { ReactNode } from "react";
import { makeFirstValue } from "./first-value.ts";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { addToPointer } from "./issue.ts";
import type { Shape } from "./shape.ts";

/** The items of a list in their order; those of a tuple have a schema each. */
export function ListControl(props: {
  readonly label: string;
  readonly shape: Shape;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
}): ReactNode {
  const { Field, root } = useForm();
  const items: readonly unknown[] = Array.isArray(props.value) ? props.value : [];
  const schemaOf = (at: number): unknown => {
    const first = props.shape.schema["prefixItems"];
    const own: unknown = Array.isArray(first) ? first[at] : undefined;
    return own ?? props.shape.schema["items"] ?? {};
  };
  const setItem = (at: number, value: unknown): void => {
    props.onChange(value === undefined ? items.toSpliced(at, 1) : items.with(at, value));
  };
  const move = (at: number): void => {
    const [item] = items.slice(at, at + 1);
    props.onChange(items.toSpliced(at, 1).toSpliced(at - 1, 0, item));
  };
  return (
    <div className={styles["inside"]}>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item has no identity but its place
        <div key={at} className={styles["row"]}>
          <Field
            isItem
            isRequired={false}
            label={`${props.label}[${at}]`}
            onChange={(next) => setItem(at, next)}
            pointer={addToPointer(props.pointer, at)}
            schema={schemaOf(at)}
            value={item}
          />
          {at > 0 && (
            <button
              aria-label={`Move ${props.label}[${at}] up`}
              className={styles["small"]}
              onClick={() => move(at)}
              type="button"
            >
              ↑
            </button>
          )}
        </div>
      ))}
      <button
        className={styles["add"]}
        onClick={() =>
          props.onChange([...items, makeFirstValue(schemaOf(items.length), root) ?? null])
        }
        type="button"
      >
        + add to {props.label}
      </button>
    </div>
  );
}
