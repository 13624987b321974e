// sin, cos, exp and log from additions and multiplications alone, so that every C library gives the
// same pixels. Within 2 ulp of the exact value for the arguments used here (angles, kernel
// positions).
#ifndef IMAGEPIPELINE_PROGRAM_PORTABLE_MATH_H_
#define IMAGEPIPELINE_PROGRAM_PORTABLE_MATH_H_

namespace imagepipeline {

struct SinCos {
  double sin = 0;
  double cos = 1;
};

// Of a finite angle. A double cannot hold a right angle, so results within 1e-15 of 0 or +-1 become
// just that and quarter turns are exact.
SinCos PortableSinCos(double angle_rad);
// The same without that correction: nearly always what a C library gives.
SinCos UncorrectedSinCos(double angle_rad);

// e^x for x in [-700, 700].
double PortableExp(double x);

// Of a positive, finite x.
double PortableLog(double x);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PORTABLE_MATH_H_
