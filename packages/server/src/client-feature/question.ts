import type {
  ClientCapabilities,
  CreateMessageRequestParams,
  CreateMessageResult,
  Root,
  Schema,
  SchemaOutput,
} from "@mortise/protocol";
import type { Issue } from "../schema/issue.ts";
import type { UsableSchema } from "../schema/usable-schema.ts";

/** The answer of a user to a question: the content, a refusal, or a dismissal. */
export type ElicitAnswer<Content> =
  | { readonly action: "accept"; readonly content: Content }
  | { readonly action: "decline" | "cancel" };

/** Requests for input that a handler sends to its client. */
export interface InputRequests {
  /**
   * Asks the user to fill in a form and returns the answer, checked against the schema.
   *
   * The schema is an object of strings, numbers, booleans and enums (2026-07-28, Elicitation). `key`
   * names the question within the request. In 2026-07-28 the handler is run again from its beginning
   * once the answer has come, so effects ahead of a question belong in {@link InputRequests.step}. The
   * run that ends there sees the promise rejected and `signal` aborted: let the error pass.
   *
   * @throws ProtocolError `MissingRequiredClientCapability` when the client cannot ask its user.
   */
  elicit<Form extends Schema>(
    key: string,
    question: { readonly message: string; readonly schema: Form & UsableSchema<Form> },
  ): Promise<ElicitAnswer<SchemaOutput<Form>>>;
  /** Asks the user to open a URL, such as to sign in; secrets belong there, never in a form. */
  elicitUrl(
    key: string,
    question: { readonly message: string; readonly url: string },
  ): Promise<ElicitAnswer<undefined>>;
  /** Asks the client's model to write something. */
  sample(key: string, params: CreateMessageRequestParams): Promise<CreateMessageResult>;
  /** Asks which folders and files the client lets the server work in. */
  roots(): Promise<readonly Root[]>;
  /**
   * Runs `work` once per request and returns its value, also when the handler is run again.
   *
   * The value must be JSON; it travels with the client, sealed, until the request is done.
   */
  step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value>;
}

/** A question as it goes on the wire, with how to tell a usable answer. */
export interface Question<Answer> {
  readonly method: "elicitation/create" | "sampling/createMessage" | "roots/list";
  readonly params: object;
  readonly requires: ClientCapabilities;
  /** Reads an answer, or says why it is none. */
  readonly read: (response: unknown) => Reading<Answer> | Promise<Reading<Answer>>;
}

/** An answer that is usable, or the reason why it is not. */
export type Reading<Answer> =
  | { readonly answer: Answer }
  | {
      /** The fault, in a sentence for the user. */
      readonly refused: string;
      readonly issues?: readonly Issue[];
      /** The user can do better, so that the question is asked again. Default `false`. */
      readonly isOfUser?: boolean;
    };
