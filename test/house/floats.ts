/** Binary floats where doses, units and amounts are: what is forbidden, and the places that are allowed, with the reason. */

import ts from 'typescript';
