import pg from 'pg';

const INT8 = 20;
const { getTypeParser } = pg.types;

/** 64-bit numbers come as numbers: all of ours are exact. The rest comes as the client gives it. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === INT8 ? Number : getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};
