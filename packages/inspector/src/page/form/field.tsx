import type { ReactNode } from "react";
import { useMemo } from "react";
import { isExactNumber, isJsonObject } from "../../contract/index.ts";
import { VisibleText } from "../part/visible-text.tsx";
import type { ControlProps } from "./control-props.ts";
import { makeFirstValue } from "./first-value.ts";
import styles from "./form.module.css";
import type { FieldProps } from "./form-context.ts";
import { useForm } from "./form-context.ts";
import { describeShape } from "./hint.ts";
import { JsonControl } from "./json-control.tsx";
import { ListControl } from "./list-control.tsx";
import { ObjectControl } from "./object-control.tsx";
import { BooleanControl, ChoiceControl, NumberControl, TextControl } from "./scalar-controls.tsx";
import type { Shape } from "./shape.ts";
import { readShape } from "./shape.ts";
import { VariantControl } from "./variant-control.tsx";

/** One value with its name, its state (unset, null, set), its control and its fault. */
export function Field(props: FieldProps): ReactNode {
  const { id: form, root, issues } = useForm();
  const { schema, value, label, pointer } = props;
  const shape = useMemo(() => readShape(schema, root), [schema, root]);
  const issue = issues.get(pointer);
  const id = `${form}${pointer}`;
  const isShown = value !== undefined || isDirect(shape);
  const describedBy = [`${id}:hint`, issue === undefined ? "" : `${id}:issue`].join(" ").trim();
  return (
    <div className={styles["field"]} data-pointer={pointer}>
      <FieldHead {...props} id={id} shape={shape} />
      <Description schema={shape.schema} />
      {isShown && value !== null && (
        <ControlBody
          describedBy={describedBy}
          id={id}
          isInvalid={issue !== undefined}
          label={label}
          onChange={props.onChange}
          pointer={pointer}
          shape={shape}
          value={value}
        />
      )}
      {issue !== undefined && (
        <p className={styles["issue"]} id={`${id}:issue`}>
          <VisibleText text={issue} />
        </p>
      )}
    </div>
  );
}

/** Scalars have their control at once; others are set first, so that an optional one can stay absent. */
function isDirect({ kind }: Shape): boolean {
  return ["text", "number", "boolean", "choice", "any"].includes(kind);
}

function FieldHead(props: FieldProps & { readonly id: string; readonly shape: Shape }): ReactNode {
  const { root } = useForm();
  const { shape, value, label, onChange, id } = props;
  const first = (): unknown => makeFirstValue(props.schema, root);
  const isBlank = value === undefined;
  return (
    <div className={styles["head"]}>
      <label className={styles["name"]} htmlFor={id}>
        <VisibleText text={label} />
        {props.isRequired && (
          <span className={styles["required"]} title="required">
            *
          </span>
        )}
      </label>
      <span className={styles["hint"]} id={`${id}:hint`} title={describeShape(shape)}>
        <VisibleText text={describeShape(shape)} />
        {isBlank && !isDirect(shape) ? " · unset" : ""}
      </span>
      {isBlank && !isDirect(shape) && (
        <StateButton label={`Set ${label}`} onClick={() => onChange(first())} text="+ set" />
      )}
      {isBlank && shape.kind === "text" && (
        <StateButton
          label={`Set ${label} to an empty text`}
          onClick={() => onChange("")}
          text={'""'}
        />
      )}
      {shape.isNullable && (
        <StateButton
          isPressed={value === null}
          label={`Set ${label} to null`}
          onClick={() => onChange(value === null ? first() : null)}
          text="null"
        />
      )}
      {!isBlank && (
        <StateButton
          label={props.isItem === true ? `Remove ${label}` : `Unset ${label}`}
          onClick={() => onChange(undefined)}
          text={props.isItem === true ? "remove" : "unset"}
        />
      )}
    </div>
  );
}

function StateButton(props: {
  readonly label: string;
  readonly text: string;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button
      aria-label={props.label}
      aria-pressed={props.isPressed}
      className={styles["small"]}
      onClick={props.onClick}
      title={props.label}
      type="button"
    >
      {props.text}
    </button>
  );
}

function Description(props: { readonly schema: Shape["schema"] }): ReactNode {
  const { title, description } = props.schema;
  const text = [title, description].filter((part) => typeof part === "string").join(" – ");
  return text === "" ? null : (
    <p className={styles["description"]}>
      <VisibleText text={text} />
    </p>
  );
}

/** The control that fits both the schema and the present value; JSON fits any. */
function ControlBody(props: ControlProps): ReactNode {
  const { shape, value } = props;
  if (!fits(shape, value)) return <JsonControl {...props} />;
  switch (shape.kind) {
    case "text":
      return <TextControl {...props} />;
    case "number":
      return <NumberControl {...props} />;
    case "boolean":
      return <BooleanControl {...props} />;
    case "choice":
      return <ChoiceControl {...props} />;
    case "object":
      return <ObjectControl {...props} />;
    case "list":
      return <ListControl {...props} />;
    case "variants":
      return <VariantControl {...props} Body={ControlBody} />;
    case "null":
    case "any":
      return <JsonControl {...props} />;
  }
}

function fits({ kind }: Shape, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" || typeof value === "string" || isExactNumber(value);
    case "object":
      return isJsonObject(value);
    case "list":
      return Array.isArray(value);
    default:
      return true;
  }
}
