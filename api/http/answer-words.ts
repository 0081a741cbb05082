/** The words that answers of the door are made of; those of bodies are stricter (`words.ts`). */
import { z } from 'zod';

/** A moment of the county's clock. */
export const instant = z.string().meta({ format: 'date-time', example: '2024-03-01T08:00:00.000+08:00' });
/** An amount. */
export const fen = z.int().meta({ description: 'fen', example: 1250000 });
