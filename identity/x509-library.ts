/** The only file that loads the X.509 library, two hundred modules: not needed by who only has a certificate. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export { x509 };
