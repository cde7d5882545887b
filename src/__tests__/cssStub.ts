/** What an imported style sheet is in jest: nothing. */
export {};
