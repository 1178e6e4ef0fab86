import type { ReactNode } from "react";
import { useState } from "react";
import type { ExactNumber } from "../../contract/index.ts";
import { isExactNumber, toExactNumber } from "../../contract/index.ts";
import type { ControlProps } from "./control-props.ts";
import styles from "./form.module.css";
import { titleChoice } from "./hint.ts";
import { isSameValue } from "./same-value.ts";

const UNSET = "unset";

/** A text of any number of lines. */
export function TextControl(props: ControlProps): ReactNode {
  const { value } = props;
  return (
    <textarea
      aria-describedby={props.describedBy}
      aria-invalid={props.isInvalid}
      className={styles["input"]}
      data-is-unset={value === undefined}
      id={props.id}
      onChange={(event) => props.onChange(event.target.value)}
      placeholder={describeEmpty(value)}
      rows={1}
      spellCheck={false}
      value={typeof value === "string" ? value : ""}
    />
  );
}

/** A number as text, with every digit: a text that is no number is sent as a string, for the server to refuse. */
export function NumberControl(props: ControlProps): ReactNode {
  const { value } = props;
  const [typed, setTyped] = useState("");
  const shown = isSameValue(parseNumber(typed), value) ? typed : printNumber(value);
  return (
    <input
      aria-describedby={props.describedBy}
      aria-invalid={props.isInvalid}
      autoComplete="off"
      className={styles["input"]}
      data-is-unset={value === undefined}
      id={props.id}
      inputMode="decimal"
      onChange={(event) => {
        setTyped(event.target.value);
        props.onChange(parseNumber(event.target.value));
      }}
      placeholder={describeEmpty(value)}
      type="text"
      value={shown}
    />
  );
}

const NUMBER = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/iu;

/** A number, the text itself if it is none, or `undefined` for an empty one. */
export function parseNumber(text: string): ExactNumber | number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (!NUMBER.test(trimmed) || !Number.isFinite(Number(trimmed))) return text;
  // JSON has neither zeros before a number nor a point at its beginning or its end.
  const json = trimmed
    .replace(/^(-?)0+(?=\d)/u, "$1")
    .replace(/^(-?)\./u, "$10.")
    .replace(/\.(?=e|$)/iu, "");
  try {
    return toExactNumber(json);
  } catch {
    // A server says more about a text in place of a number than about another number.
    return text;
  }
}

function printNumber(value: unknown): string {
  if (isExactNumber(value)) return value.rawJSON;
  return value === undefined || value === null ? "" : String(value);
}

function describeEmpty(value: unknown): string {
  if (value === undefined) return UNSET;
  return value === null ? "null" : "";
}

interface Option {
  readonly text: string;
  readonly value: unknown;
}

const BOOLEANS: readonly Option[] = [
  { text: "true", value: true },
  { text: "false", value: false },
];

export function BooleanControl(props: ControlProps): ReactNode {
  return <Options {...props} options={BOOLEANS} />;
}

export function ChoiceControl(props: ControlProps): ReactNode {
  const options = props.shape.choices.map((value, at) => ({
    value,
    text: titleChoice(props.shape.schema, value, at),
  }));
  return <Options {...props} options={options} />;
}

const MAX_SEGMENTS = 4;
const MAX_SEGMENT_CHARACTERS = 36;

function Options(props: ControlProps & { readonly options: readonly Option[] }): ReactNode {
  const { options, value } = props;
  const at = options.findIndex((option) => isSameValue(option.value, value));
  // A value from the JSON that is none of the choices stays, and can be seen.
  const others: readonly Option[] =
    at < 0 && value !== undefined && value !== null ? [{ text: JSON.stringify(value), value }] : [];
  const all = [...options, ...others];
  const selected = at >= 0 ? at : others.length > 0 ? all.length - 1 : -1;
  const characters = all.reduce((sum, { text }) => sum + text.length + 3, 0);
  const isShort = all.length <= MAX_SEGMENTS && characters <= MAX_SEGMENT_CHARACTERS;
  const choose = (index: number): void => props.onChange(all[index]?.value);
  if (isShort) {
    return (
      <Segments
        id={props.id}
        label={props.label}
        onSelect={choose}
        options={all.map(({ text }) => text)}
        selected={selected}
      />
    );
  }
  return (
    <select
      aria-describedby={props.describedBy}
      aria-invalid={props.isInvalid}
      className={styles["input"]}
      data-is-unset={value === undefined}
      id={props.id}
      onChange={(event) => choose(Number(event.target.value))}
      value={selected}
    >
      {selected < 0 && <option value={-1}>{describeEmpty(value)}</option>}
      {all.map(({ text }, index) => (
        <option key={text} value={index}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A few choices side by side. */
export function Segments(props: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly string[];
  readonly selected: number;
  readonly onSelect: (at: number) => void;
}): ReactNode {
  return (
    <div aria-label={props.label} className={styles["segments"]} role="radiogroup">
      {props.options.map((text, at) => (
        <label key={text} className={styles["segment"]}>
          <input
            checked={at === props.selected}
            id={at === 0 ? props.id : undefined}
            name={props.id}
            onChange={() => props.onSelect(at)}
            type="radio"
          />
          {text}
        </label>
      ))}
    </div>
  );
}
