/** The version of nbtrail, which stands in the package.json of the project and nowhere else. */
export { version } from '../../package.json';
