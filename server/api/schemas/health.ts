/** Health and readiness. */
import Type from 'typebox';
import { strict } from './objects.js';

export const Health = strict({ status: Type.Literal('ok') }, 'Health');
