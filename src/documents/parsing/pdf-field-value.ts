/** What pdf.js says of an annotation, as far as forms are concerned. */
export type Annotation = {
  readonly subtype?: string;
  readonly rect: readonly number[];
  readonly fieldType?: string | null;
  readonly fieldName?: string;
  readonly fieldValue?: unknown;
  readonly alternativeText?: string;
  readonly annotationFlags?: number;
  readonly checkBox?: boolean;
  readonly radioButton?: boolean;
  readonly pushButton?: boolean;
  readonly password?: boolean;
  readonly buttonValue?: string | null;
  readonly exportValue?: string;
  readonly multiLine?: boolean;
};

/** Hidden, not for the screen. */
const HIDDEN_FLAGS = 2 | 32;

/** What was filled into a field, as text; empty where nothing was, or nobody is to see it. */
export function filledIn(field: Annotation): string {
  const { fieldType, fieldValue, annotationFlags = 0, password, pushButton } = field;
  if (field.subtype !== 'Widget' || annotationFlags & HIDDEN_FLAGS || password || pushButton || fieldType === 'Sig')
    return '';
  if (isBox(field)) return isChecked(field) ? '☒' : '☐';
  const values = Array.isArray(fieldValue) ? fieldValue : [fieldValue];
  return values
    .filter((value) => typeof value === 'string')
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A box to be checked, whose label stands behind it. */
export function isBox({ checkBox, radioButton }: Annotation): boolean {
  return Boolean(checkBox || radioButton);
}

function isChecked({ radioButton, fieldValue, buttonValue, exportValue }: Annotation): boolean {
  if (radioButton) return fieldValue === buttonValue;
  return typeof fieldValue === 'string' && fieldValue !== 'Off' && (!exportValue || fieldValue === exportValue);
}
