// ImagePipeline: an ordered list of layers that runs, learns, is saved and feeds data sets.
import { adaptLayers } from './adapt/adapt.js';
import type { AdaptOptions, AdaptStateOptions } from './adapt/options.js';
import { adaptState, mergeStates, type PartialState } from './adapt/partial-states.js';
import { createDataFrameDataset, type DataFrame, type DataFrameOptions } from './data/data-frame.js';
import type { ImageDataset } from './data/dataset.js';
import { createDirectoryDataset, type DirectoryOptions } from './data/directory.js';
import type { DatasetHost } from './data/host.js';
import { makeError } from './errors.js';
import { type FromKerasOptions, pipelineFromKeras } from './keras/from-keras.js';
import { type KerasObject, pipelineToKeras, type ToKerasOptions } from './keras/to-keras.js';
import { layerId } from './layer-ids.js';
import { configOf } from './layers/config-of.js';
import { type PipelineConfig, parseJson, readPipelineConfig } from './pipeline-config.js';
import { datasetHost, previewHost } from './pipeline-hosts.js';
import type { PreviewOptions } from './preview/options.js';
import { type PreviewResult, previewImages } from './preview/preview.js';
import type { PreviewData } from './preview/sources.js';
import { RunningPipeline } from './running-pipeline.js';
import { sampleSettingsConfig } from './samples/settings.js';
import { loadConfig } from './save/load.js';
import { savePipeline } from './save/save.js';

/**
 * A list of layers (nested pipelines and plain functions among them) that preprocesses and augments images.
 * Shapes are [h, w, c] or [n, h, w, c]; the dtype of the result is that of the last layer, and without layers the input's.
 * Source: ImagePipeline of the Keras preprocessing RFC; keras.layers.Pipeline.
 * @example
 * import { ImagePipeline, RandomFlip, RandomRotation } from 'tfjs-image-pipeline';
 * const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.1 })], { seed: 42 });
 * const out = await pipeline.apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
 */
export class ImagePipeline extends RunningPipeline {
  /**
   * Learns the statistics of all adaptable layers (Normalization) from images, batches, tensors, data sets or iterables of
   * those, each layer on the output of the layers before it. When the work fails or is
   * aborted, all layers keep what they had.
   * @throws ArgumentError for data of another kind or of changing shapes; NumericError E_TOO_FEW without images, E_NONFINITE
   * for NaN and infinity; LimitError E_FIT_BYTES before more memory is taken than configure() allows; the signal's reason
   * when aborted.
   * Source: keras.layers.Normalization.adapt, PreprocessingStage.adapt.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const normalization = new Normalization();
   * const pipeline = new ImagePipeline([normalization]);
   * await pipeline.adapt({ data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1] });
   * const { mean } = normalization.statistics; // [100]
   */
  adapt(data: unknown, options?: AdaptOptions): Promise<void> {
    return adaptLayers(this.flatten(), data, options, this.seed, this.engine.device);
  }

  /**
   * What the first layer that has not been adapted learns from a part of the data, for mergeStates() in this or another
   * process; this pipeline stays as it is. Each part says where it begins, so that no two images have one position; the
   * parts may be empty, and what they are does not change a bit of the result.
   * @throws what adapt() rejects with; ArgumentError E_CONFLICT when all layers are adapted.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Normalization()]);
   * const parts = [
   *   { data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1, 1] },
   *   { data: new Uint8Array([10, 70]), shape: [1, 2, 1, 1] },
   * ];
   * const first = await pipeline.adaptState(parts[0], { firstIndex: 0 }); // in one process
   * const second = await pipeline.adaptState(parts[1], { firstIndex: 2 }); // in another
   * await pipeline.mergeStates([second, first]);
   */
  adaptState(data: unknown, options?: AdaptStateOptions): Promise<PartialState> {
    return adaptState(this.flatten(), data, options, this.seed, this.engine.device);
  }

  /**
   * Adapts the first layer that has not been adapted to all data that the states of adaptState() have seen, in any order.
   * Where several layers learn, the next one's states come after this.
   * @throws ArgumentError E_CONFLICT for states of another layer, with other options or of images of one position, E_CONFIG
   * for bytes that are no state; NumericError E_TOO_FEW without images.
   */
  mergeStates(states: readonly PartialState[]): Promise<void> {
    return mergeStates(this.flatten(), states, this.engine.device);
  }

  /**
   * JSON that fromConfig() turns into a pipeline with the same layers, statistics, seed and draws.
   * @throws ArgumentError E_CONFIG for a function that has no name from registerFunction().
   */
  getConfig(): Record<string, unknown> & PipelineConfig {
    return {
      ...(this.name === undefined ? {} : { name: this.name }),
      seed: this.seed,
      fuse: this.fuse,
      ...(this.device === 'cpu' ? {} : { device: this.device }),
      ...sampleSettingsConfig(this.samples),
      layers: this.layers.map((layer) => ({
        className: layer.className,
        config: configOf(layer),
        ...(layer instanceof ImagePipeline ? {} : { id: layerId(layer) }),
      })),
    };
  }

  /**
   * The pipeline of a getConfig() object or its JSON text.
   * @throws ArgumentError E_SPEC for what is no such document, or a layer's own error, with the place in the document.
   * @example
   * import { ImagePipeline, RandomFlip } from 'tfjs-image-pipeline';
   * const text = JSON.stringify(new ImagePipeline([new RandomFlip()]).getConfig());
   * const same = ImagePipeline.fromConfig(text);
   */
  static fromConfig(config: unknown): ImagePipeline {
    return readPipelineConfig(
      typeof config === 'string' ? parseJson(config) : config,
      (layers, options) => new ImagePipeline(layers, options),
    );
  }

  /**
   * Writes getConfig() to a JSON file, and the big arrays of its layers, if any, to a file beside it: 'pipeline.json' has its
   * arrays in 'pipeline.weights.bin'. Missing directories are made. The files appear complete; after an error, what was
   * there before stays.
   * @throws ArgumentError E_CONFIG for a function that has no name; IoError.
   * @example
   * import { ImagePipeline, Normalization } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Normalization()]);
   * await pipeline.adapt({ data: new Uint8Array([0, 50, 100, 250]), shape: [2, 2, 1] });
   * await pipeline.save('model/pipeline.json');
   * const same = await ImagePipeline.load('model/pipeline.json');
   */
  save(path: string): Promise<void> {
    return savePipeline(path, this);
  }

  /**
   * The pipeline that save() wrote to `path`.
   * @throws IoError; ArgumentError E_SPEC for another document, or a layer's own error; DecodeError E_TRUNCATED or E_CORRUPT
   * for arrays that are not those that were saved.
   */
  static async load(path: string): Promise<ImagePipeline> {
    return ImagePipeline.fromConfig(await loadConfig(path));
  }

  /**
   * The pipeline of a Keras Sequential, a keras.layers.Pipeline, a list of layers or one layer, as JSON text or object:
   * what model.to_json() and keras.saving.serialize_keras_object() give, of Keras 2 or 3. Input layers are left out.
   * Results are float32, as in the models of Keras.
   * @throws ArgumentError E_SPEC for a layer that does no preprocessing, or a layer's own error, with the place.
   * @example
   * import { ImagePipeline } from 'tfjs-image-pipeline';
   * const pipeline = ImagePipeline.fromKeras({
   *   class_name: 'Sequential',
   *   config: { layers: [{ class_name: 'RandomFlip', config: { mode: 'horizontal', data_format: 'channels_last' } }] },
   * });
   */
  static fromKeras(json: unknown, options?: FromKerasOptions): ImagePipeline {
    return pipelineFromKeras(json, options, (layers, made) => new ImagePipeline(layers, made));
  }

  /**
   * The object that keras.saving.deserialize_keras_object() of Keras 3, or as text keras.models.model_from_json(), turns
   * into a Sequential or Pipeline of the same layers, with the statistics that were adapted. The seed of the pipeline and
   * `fuse` have no counterpart; random numbers differ from Keras' own.
   * @throws ArgumentError E_KERAS for layers and options that Keras has not, E_NAME for a name used twice.
   * @example
   * import { ImagePipeline, RandomRotation, Rescaling } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 }), new Rescaling({ scale: 1 / 255 })]);
   * const text = JSON.stringify(pipeline.toKeras({ inputShape: [64, 64, 3] }));
   */
  toKeras(options?: ToKerasOptions): KerasObject {
    if (this.samples.dataFormat === 'channelsFirst') {
      throw makeError(
        'E_KERAS',
        "toKeras: layers of Keras do not change the order of the axes, as 'channelsFirst' does",
      );
    }
    return pipelineToKeras(this, options);
  }

  /**
   * Images below a directory, as batches through this pipeline; see DirectoryOptions.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded; the signal's reason when aborted.
   * Source: keras.utils.image_dataset_from_directory.
   * @example
   * import { ImagePipeline, RandomFlip } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomFlip()]);
   * const train = await pipeline.fromDirectory('photos', { imageSize: [64, 64], batchSize: 2 });
   * for await (const { xs, ys } of train) {
   *   // xs: { data: Float32Array, shape: [2, 64, 64, 3] }, ys: { data: Int32Array, shape: [2] }
   * }
   */
  fromDirectory(
    directory: string,
    options: DirectoryOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset>;
  fromDirectory(directory: string, options?: DirectoryOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDirectoryDataset(this.host(), directory, options);
  }

  /**
   * Images named by a table: rows, columns, an Arrow table, a Polars data frame or a CSV path; see DataFrameOptions.
   * @throws DatasetError, IoError or ArgumentError before anything is decoded; the signal's reason when aborted.
   * Source: ImageDataGenerator.flow_from_dataframe.
   * @example
   * import { ImagePipeline, Resizing } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new Resizing({ height: 32, width: 32 })]);
   * const rows = [{ filename: 'photo.jpg', class: 'cat' }];
   * const train = await pipeline.fromDataFrame(rows, { imageSize: 64, targetMode: 'int' });
   * for await (const { xs, ys, paths } of train) {
   *   // xs.shape: [1, 32, 32, 3], ys.data: Int32Array [0], paths: ['photo.jpg']
   * }
   */
  fromDataFrame(
    frame: DataFrame,
    options: DataFrameOptions & { subset: 'both' },
  ): Promise<[ImageDataset, ImageDataset]>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset>;
  fromDataFrame(frame: DataFrame, options?: DataFrameOptions): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
    return createDataFrameDataset(this.host(), frame, options);
  }

  /**
   * A contact sheet and single pictures of what this pipeline makes of some images; see PreviewOptions. Of samples the
   * segmentation masks, boxes and keypoints are drawn too, and labels stand below.
   * @param data a directory or file, files, an image, images, a batch, a tensor, a sample, samples or a data set.
   * @throws ArgumentError, DatasetError E_NO_IMAGES, DecodeError, IoError; files are written only when all pictures exist.
   * @example
   * import { ImagePipeline, RandomRotation } from 'tfjs-image-pipeline';
   * const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 })]);
   * const { sheet, files } = await pipeline.preview('photo.jpg', { columns: 3, saveToDirectory: 'preview' });
   */
  preview(data: PreviewData, options?: PreviewOptions): Promise<PreviewResult> {
    return previewImages(
      previewHost(this, this.host(), {
        seed: this.seed,
        fuse: this.fuse,
        samples: { ...this.samples, dataFormat: 'channelsLast' },
      }),
      data,
      options,
    );
  }

  private host(): DatasetHost {
    return datasetHost(this.flatten(), this.seed, this.fuse, this.samples);
  }
}
