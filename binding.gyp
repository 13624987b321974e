# The node-gyp twin of CMakeLists.txt: same sources (native/sources.txt), same flags, same definitions. CI tests both.
{
  'variables': {
    'werror%': '<!(node -p "process.env.IMAGEPIPELINE_WERROR || 0")',
  },
  'targets': [
    {
      'target_name': 'imagepipeline',
      'sources': ['<!@(node -p "require(\'fs\').readFileSync(\'native/sources.txt\', \'utf8\').replace(/#.*/g, \'\')")'],
      'include_dirs': ['native'],
      'defines': [
        'NDEBUG',
        'NAPI_VERSION=9',
        'NAPI_CPP_EXCEPTIONS',
        'NODE_ADDON_API_CPP_EXCEPTIONS_ALL',
        'NODE_ADDON_API_DISABLE_DEPRECATED',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
      'cflags_cc': [
        '-std=c++20',
        '-O3',
        '-fexceptions',
        '-fvisibility=hidden',
        '-ffp-contract=off',
        '-fno-math-errno',
        '-Wall',
        '-Wextra',
        '-Wshadow',
        # GCC 12 sees overlapping copies in the concatenation of strings, where there are none (GCC bug 105329).
        '-Wno-restrict',
        # As a system folder, so that our warning level does not apply to it.
        '<!(node -p "\'-isystem\' + require(\'path\').resolve(require(\'node-addon-api\').include_dir)")',
        '<!@(pkg-config --cflags libhwy libjpeg)',
        '<!@(pkg-config --cflags eigen3 | sed s/-I/-isystem/g)',
      ],
      'libraries': ['<!@(pkg-config --libs libhwy libjpeg)'],
      'conditions': [
        ['werror==1', {'cflags_cc': ['-Werror']}],
        ['OS=="linux"', {'ldflags': ['-Wl,-z,nodelete', '-Wl,-Bsymbolic-functions']}],
        [
          'OS=="mac"',
          {
            'xcode_settings': {
              'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
              'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
              'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
              'OTHER_CPLUSPLUSFLAGS': ['-ffp-contract=off', '-fno-math-errno', '<!@(pkg-config --cflags libhwy libjpeg eigen3)'],
            },
          },
        ],
      ],
    },
  ],
}
