import { Textarea, TextInput } from "@mantine/core";
import type { JsonObject } from "@mortise/protocol";
import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useId, useState } from "react";
import { VisibleText } from "../part/visible-text.tsx";
import { useLink } from "../state/inspector.tsx";
import styles from "./browse.module.css";

/** A key rests this long before the server is asked, in milliseconds. */
const REST_MS = 120;

/** At most this many values are offered. */
const MOST = 12;

/** The prompt or template that a server completes, and the arguments that are already given. */
export interface Completed {
  readonly connection: string;
  readonly reference: JsonObject;
  readonly context: Readonly<Record<string, string>>;
}

/** A field of one argument; the server offers values for it (`completion/complete`). */
export function CompletionField(props: {
  readonly name: string;
  readonly description?: string | undefined;
  readonly isRequired: boolean;
  readonly isMultiline: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Left out for a server that completes nothing. */
  readonly completed: Completed | undefined;
}): ReactNode {
  const { name, value, onChange } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const values = useCompletion(props.completed, name, value, isOpen);
  const isShown = isOpen && values.length > 0;
  const take = (chosen: string | undefined): void => {
    if (chosen !== undefined) onChange(chosen);
    setOpen(false);
    setAt(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isShown || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + values.length + 1) % (values.length + 1));
    else if (event.key === "Enter" && at >= 0 && at < values.length) take(values[at]);
    else if (event.key === "Escape") take(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const field = {
    "aria-activedescendant": isShown && at >= 0 ? `${id}-${at}` : undefined,
    "aria-autocomplete": "list" as const,
    "aria-controls": isShown ? `${id}-values` : undefined,
    autoComplete: "off",
    description: props.description,
    label: name,
    onBlur: () => take(undefined),
    onFocus: () => setOpen(true),
    onKeyDown,
    required: props.isRequired,
    spellCheck: false,
    value,
  };
  const type = (text: string): void => {
    onChange(text);
    setOpen(true);
    setAt(-1);
  };
  return (
    <div className={styles["completion"]}>
      {props.isMultiline ? (
        <Textarea
          {...field}
          autosize
          maxRows={12}
          minRows={1}
          onChange={({ currentTarget }) => type(currentTarget.value)}
        />
      ) : (
        <TextInput
          {...field}
          aria-expanded={isShown}
          onChange={({ currentTarget }) => type(currentTarget.value)}
          role="combobox"
        />
      )}
      {isShown && (
        <ValueList at={at} id={id} label={`Values for ${name}`} onTake={take} values={values} />
      )}
    </div>
  );
}

function ValueList(props: {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
  /** The place of the active value. */
  readonly at: number;
  readonly onTake: (value: string) => void;
}): ReactNode {
  return (
    <div
      aria-label={props.label}
      className={styles["values"]}
      id={`${props.id}-values`}
      role="listbox"
      tabIndex={-1}
    >
      {props.values.map((value, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
        <div
          key={value}
          aria-selected={place === props.at}
          className={styles["value"]}
          id={`${props.id}-${place}`}
          onClick={() => props.onTake(value)}
          // The field would lose the focus, and the list close, before the click.
          onMouseDown={(event) => event.preventDefault()}
          role="option"
          tabIndex={-1}
        >
          <VisibleText text={value} />
        </div>
      ))}
    </div>
  );
}

/** Asks the server for values while the field has the focus; an earlier question is given up. */
function useCompletion(
  completed: Completed | undefined,
  name: string,
  value: string,
  isOpen: boolean,
): readonly string[] {
  const { control } = useLink();
  const [values, setValues] = useState<readonly string[]>([]);
  const request = completed === undefined ? undefined : JSON.stringify(completed);
  useEffect(() => {
    if (request === undefined || !isOpen) return;
    const ending = new AbortController();
    const { connection, reference, context } = JSON.parse(request) as Completed;
    const timer = setTimeout(() => {
      control(
        "complete",
        { connection, reference, argument: { name, value }, context },
        ending.signal,
      ).then(
        (completion) => setValues(completion.values.slice(0, MOST)),
        () => setValues([]),
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [request, name, value, isOpen, control]);
  return values.length === 1 && values[0] === value ? [] : values;
}
