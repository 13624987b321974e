// Imported before tfjs-node: TensorFlow reads this when it is loaded, and its start-up notes would bury the demo's lines.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
