/** CSI and OSC sequences, and other escapes, as terminals understand them (ECMA-48). */
const ESCAPES =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])|\u009b[0-?]*[ -/]*[@-~]/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** A text of the user's without terminal control codes; it is shown as text, whatever else it holds. */
export function displayText(text: string): string {
  return text.replace(ESCAPES, '').replace(CONTROLS, '');
}
