/** One thing that was looked at. Python's launcher sends some of these, too. */
export interface IFact {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do when it is not well. */
  hint: string;
}
