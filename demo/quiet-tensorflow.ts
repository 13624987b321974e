// Imported before tfjs-node, because TensorFlow reads these when it is loaded.
// Its start-up notes would bury the demo's lines.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
// Its other convolutions differ from machine to machine in the last digits, so the accuracies would too.
process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
