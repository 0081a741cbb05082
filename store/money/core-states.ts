/** `reversing`: it is to be taken back, and the insurer still shows it as settled, or has not been asked. */
export type CoreState = 'settled' | 'reversing' | 'reversal-unknown' | 'reversed';
