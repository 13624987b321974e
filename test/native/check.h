// A small test registry: TEST(Name) { ... } with CHECK, CHECK_EQ and CHECK_NEAR. A failed check is
// counted and printed and the test goes on; main.cc runs all tests.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CHECK_H_
#define IMAGEPIPELINE_TEST_NATIVE_CHECK_H_

#include <cmath>
#include <iostream>
#include <type_traits>
#include <vector>

namespace imagepipeline::test {

struct TestCase {
  const char* name;
  void (*run)();
};

inline std::vector<TestCase>& Cases() {
  static auto* cases = new std::vector<TestCase>();
  return *cases;
}

struct Registration {
  Registration(const char* name, void (*run)()) { Cases().push_back({name, run}); }
};

// Path of this program, for tests that start it again.
inline const char*& ProgramPath() {
  static const char* path = "";
  return path;
}

// Failed checks of the running test. Only the first few are printed.
inline int& Failures() {
  static int failures = 0;
  return failures;
}

inline std::ostream* FailureStream(const char* file, int line) {
  constexpr int kPrinted = 10;
  if (++Failures() > kPrinted) return nullptr;
  return &(std::cout << "  " << file << ":" << line << ": ");
}

// Character types print as numbers.
template <typename T>
auto Printable(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return static_cast<int64_t>(value);
  } else if constexpr (std::is_integral_v<T> && sizeof(T) == 1) {
    return static_cast<int>(value);
  } else {
    return value;
  }
}

inline bool Check(bool ok, const char* text, const char* file, int line) {
  if (ok) return true;
  if (std::ostream* stream = FailureStream(file, line)) *stream << text << " is false\n";
  return false;
}

template <typename A, typename B>
bool CheckEqual(const A& actual, const B& expected, const char* text, const char* file, int line) {
  if (actual == expected) return true;
  if (std::ostream* stream = FailureStream(file, line)) {
    *stream << text << " is " << Printable(actual) << ", expected " << Printable(expected) << "\n";
  }
  return false;
}

inline bool CheckNear(double actual, double expected, double tolerance, const char* text,
                      const char* file, int line) {
  if (std::abs(actual - expected) <= tolerance) return true;
  if (std::ostream* stream = FailureStream(file, line)) {
    *stream << text << " is " << actual << ", expected " << expected << " +/- " << tolerance
            << "\n";
  }
  return false;
}

}  // namespace imagepipeline::test

#define TEST(Name)                                                                         \
  static void Test##Name();                                                                \
  static const ::imagepipeline::test::Registration registration_##Name(#Name, Test##Name); \
  static void Test##Name()

// Each is an expression that says whether the check held, so that a loop can stop at the first
// failure.
#define CHECK(condition) ::imagepipeline::test::Check((condition), #condition, __FILE__, __LINE__)
#define CHECK_EQ(actual, expected) \
  ::imagepipeline::test::CheckEqual((actual), (expected), #actual, __FILE__, __LINE__)
#define CHECK_NEAR(actual, expected, tolerance) \
  ::imagepipeline::test::CheckNear((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

#endif  // IMAGEPIPELINE_TEST_NATIVE_CHECK_H_
