import type { JsonObject } from "@mortise/protocol";
import { useState } from "react";
import type { Ask, AskRefusal, Failure } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { rememberAnswer } from "./remembered-answers.ts";

/** Answers one question. */
export interface AnswerHook {
  readonly answer: (answer: JsonObject) => void;
  /** Refuses the question with an error. */
  readonly refuse: (error: AskRefusal) => void;
  readonly failure: Failure | undefined;
  /** Answer the same question in the same way from now on. */
  readonly isRepeated: boolean;
  readonly repeat: (isRepeated: boolean) => void;
}

export function useAnswer(ask: Ask): AnswerHook {
  const { control } = useLink();
  const [failure, setFailure] = useState<Failure>();
  const [isRepeated, repeat] = useState(false);
  const follow = (sent: Promise<unknown>): void => {
    sent.then(
      () => setFailure(undefined),
      (error: unknown) => setFailure(failureOf(error)),
    );
  };
  const answer = (given: JsonObject): void => {
    if (isRepeated) rememberAnswer(ask, given);
    follow(control("answer", { ask: ask.id, answer: given }));
  };
  const refuse = (error: AskRefusal): void => follow(control("refuse", { ask: ask.id, error }));
  return { answer, refuse, failure, isRepeated, repeat };
}
