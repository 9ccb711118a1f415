// What a layer of MiniLM does between its products of matrices, forwards and backwards, in bf16.
//
// Each function goes once through its numbers, sixteen at a time (AVX-512 with bf16), where a compiler makes
// several passes over memory of them. `training/kernels.py` puts a layer together from these.

#include <immintrin.h>
#include <torch/extension.h>

#include <cmath>

using at::Tensor;
using Half = at::BFloat16;
using Many = __m512;  // sixteen numbers

constexpr int AT_ONCE = 16;
constexpr int64_t SIZE = 384, HEADS = 12, HEAD = SIZE / HEADS;  // of the encoder
constexpr int PARTS = SIZE / AT_ONCE;
constexpr int64_t LONGEST = 1024;  // tokens
constexpr int64_t GRAIN = 64;      // rows that are worth a thread
constexpr float LITTLE = 1e-12f;   // of the encoder's layer norms
constexpr float LOWEST = -3e38f;

static inline Many all(float x) { return _mm512_set1_ps(x); }

static inline Many read(const Half* from, __mmask16 which = 0xffff) {
  return _mm512_castsi512_ps(
      _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(which, from)), 16));
}

static inline void write(Half* to, Many x, __mmask16 which = 0xffff) {
  _mm256_mask_storeu_epi16(to, which, (__m256i)_mm512_cvtneps_pbh(x));
}

static inline void add_to(float* to, Many x) { _mm512_storeu_ps(to, _mm512_add_ps(_mm512_loadu_ps(to), x)); }

// Which of the sixteen numbers from `begin` on lie before `end`.
static inline __mmask16 before(int64_t end, int64_t begin) {
  return end - begin >= AT_ONCE ? 0xffff : end <= begin ? 0 : (1u << (end - begin)) - 1;
}

// e to the power of x, which is at most 88: a power of two times the Taylor series of what is left.
static inline Many power_of_e(Many x) {
  const Many twos = _mm512_mul_ps(_mm512_max_ps(x, all(-87.f)), all(1.44269504f));
  const Many whole = _mm512_roundscale_ps(twos, 0), rest = _mm512_sub_ps(twos, whole);
  Many sum = all(0.00133952f);
  for (float factor : {0.00961813f, 0.0555033f, 0.2402265f, 0.6931472f, 1.f})
    sum = _mm512_fmadd_ps(sum, rest, all(factor));
  return _mm512_scalef_ps(sum, whole);
}

struct Normal {
  Many below;    // the share of the normal distribution below x
  Many density;  // at x, times the square root of two pi
};

// Abramowitz and Stegun 1964, 7.1.26: wrong by less than 1.5e-7.
static inline Normal normal(Many x) {
  const Many bell = power_of_e(_mm512_mul_ps(_mm512_mul_ps(x, x), all(-.5f)));
  const Many scaled = _mm512_abs_ps(_mm512_mul_ps(x, all(0.70710678f)));
  const Many t = _mm512_div_ps(all(1.f), _mm512_fmadd_ps(scaled, all(0.3275911f), all(1.f)));
  Many sum = all(1.061405429f);
  for (float factor : {-1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f})
    sum = _mm512_fmadd_ps(sum, t, all(factor));
  const Many tail = _mm512_mul_ps(_mm512_mul_ps(_mm512_mul_ps(sum, t), bell), all(.5f));
  const __mmask16 negative = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ);
  return {_mm512_mask_blend_ps(negative, _mm512_sub_ps(all(1.f), tail), tail), bell};
}

// Calls work(row, sums) for every row; each thread has `width` sums of its own. Returns what they come to.
template <typename Work>
static Tensor summed(int64_t rows, int64_t width, const Work& work) {
  const int64_t threads = at::get_num_threads();
  auto sums = at::zeros({threads, width}, at::kFloat);
  float* first = sums.data_ptr<float>();
  at::parallel_for(0, threads, 1, [&](int64_t from, int64_t to) {
    for (int64_t t = from; t < to; t++)
      for (int64_t row = rows * t / threads; row < rows * (t + 1) / threads; row++) work(row, first + t * width);
  });
  return sums.sum(0);
}

Tensor gelu(const Tensor& x) {
  auto result = at::empty_like(x);
  const Half* from = x.data_ptr<Half>();
  Half* to = result.data_ptr<Half>();
  at::parallel_for(0, x.numel() / AT_ONCE, GRAIN * GRAIN, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin * AT_ONCE; i < end * AT_ONCE; i += AT_ONCE) {
      const Many v = read(from + i);
      write(to + i, _mm512_mul_ps(v, normal(v).below));
    }
  });
  return result;
}

// Turns the gradient of gelu(x) into that of x, in place; returns its sum over rows.
Tensor gelu_back(const Tensor& gradient, const Tensor& x) {
  const int64_t width = x.size(-1);
  const Half* from = x.data_ptr<Half>();
  Half* to = gradient.data_ptr<Half>();
  return summed(x.numel() / width, width, [&](int64_t row, float* sums) {
    for (int64_t j = 0; j < width; j += AT_ONCE) {
      const int64_t i = row * width + j;
      const Many v = read(from + i);
      const Normal n = normal(v);
      const Many slope = _mm512_fmadd_ps(_mm512_mul_ps(v, n.density), all(0.39894228f), n.below);
      const Many changed = _mm512_mul_ps(slope, read(to + i));
      write(to + i, changed);
      add_to(sums + j, changed);
    }
  });
}

Tensor sum_of_rows(const Tensor& x) {
  const int64_t width = x.size(-1);
  const Half* from = x.data_ptr<Half>();
  return summed(x.numel() / width, width, [&](int64_t row, float* sums) {
    for (int64_t j = 0; j < width; j += AT_ONCE) add_to(sums + j, read(from + row * width + j));
  });
}

// The layer norm of old + added * mask. Returns it, the sum itself, and mean and 1 / deviation of each row.
std::vector<Tensor> normed(const Tensor& old, const Tensor& added, const Tensor& mask, const Tensor& weight,
                           const Tensor& bias) {
  const int64_t rows = old.numel() / SIZE;
  auto result = at::empty_like(old), sum = at::empty_like(old), moments = at::empty({rows, 2}, at::kFloat);
  const Half *a = old.data_ptr<Half>(), *b = added.data_ptr<Half>(), *m = mask.data_ptr<Half>();
  Half *to = result.data_ptr<Half>(), *kept = sum.data_ptr<Half>();
  float* moment = moments.data_ptr<float>();
  const float *w = weight.data_ptr<float>(), *c = bias.data_ptr<float>();
  at::parallel_for(0, rows, GRAIN, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      Many v[PARTS], total = _mm512_setzero_ps(), squares = _mm512_setzero_ps();
      for (int j = 0; j < PARTS; j++) {
        const int64_t i = row * SIZE + j * AT_ONCE;
        v[j] = _mm512_fmadd_ps(read(b + i), read(m + i), read(a + i));
        write(kept + i, v[j]);
        total = _mm512_add_ps(total, v[j]);
      }
      const float mean = _mm512_reduce_add_ps(total) / SIZE;
      for (int j = 0; j < PARTS; j++) {
        v[j] = _mm512_sub_ps(v[j], all(mean));
        squares = _mm512_fmadd_ps(v[j], v[j], squares);
      }
      const float scale = 1.f / std::sqrt(_mm512_reduce_add_ps(squares) / SIZE + LITTLE);
      moment[2 * row] = mean;
      moment[2 * row + 1] = scale;
      for (int j = 0; j < PARTS; j++)
        write(to + row * SIZE + j * AT_ONCE,
              _mm512_fmadd_ps(_mm512_mul_ps(v[j], all(scale)), _mm512_loadu_ps(w + j * AT_ONCE),
                              _mm512_loadu_ps(c + j * AT_ONCE)));
    }
  });
  return {result, sum, moments};
}

// Gradients of old, of added, and, summed over rows, of weight, bias, and of added once more.
std::vector<Tensor> normed_back(const Tensor& gradient, const Tensor& sum, const Tensor& moments,
                                const Tensor& mask, const Tensor& weight) {
  auto of_old = at::empty_like(sum), of_added = at::empty_like(sum);
  const Half *g = gradient.data_ptr<Half>(), *kept = sum.data_ptr<Half>(), *m = mask.data_ptr<Half>();
  Half *old = of_old.data_ptr<Half>(), *added = of_added.data_ptr<Half>();
  const float *moment = moments.data_ptr<float>(), *w = weight.data_ptr<float>();
  auto sums = summed(sum.numel() / SIZE, 3 * SIZE, [&](int64_t row, float* of_weight) {
    float *of_bias = of_weight + SIZE, *in_all = of_bias + SIZE;
    const Many mean = all(moment[2 * row]), scale = all(moment[2 * row + 1]);
    Many unit[PARTS], part[PARTS], total = _mm512_setzero_ps(), along = _mm512_setzero_ps();
    for (int j = 0; j < PARTS; j++) {
      const int64_t at = j * AT_ONCE;
      const Many v = read(g + row * SIZE + at);
      unit[j] = _mm512_mul_ps(_mm512_sub_ps(read(kept + row * SIZE + at), mean), scale);
      add_to(of_weight + at, _mm512_mul_ps(v, unit[j]));
      add_to(of_bias + at, v);
      part[j] = _mm512_mul_ps(v, _mm512_loadu_ps(w + at));
      total = _mm512_add_ps(total, part[j]);
      along = _mm512_fmadd_ps(part[j], unit[j], along);
    }
    const Many shift = all(_mm512_reduce_add_ps(total) / SIZE), turn = all(_mm512_reduce_add_ps(along) / SIZE);
    for (int j = 0; j < PARTS; j++) {
      const int64_t i = row * SIZE + j * AT_ONCE;
      const Many v = _mm512_mul_ps(
          _mm512_sub_ps(_mm512_sub_ps(part[j], shift), _mm512_mul_ps(unit[j], turn)), scale);
      write(old + i, v);
      const Many masked = _mm512_mul_ps(v, read(m + i));
      write(added + i, masked);
      add_to(in_all + j * AT_ONCE, masked);
    }
  });
  const auto parts = sums.view({3, SIZE}).unbind(0);
  return {of_old, of_added, parts[0], parts[1], parts[2]};
}

static inline void move(Half* to, const Half* from, float scale) {
  if (scale == 1.f) {
    _mm512_storeu_si512(to, _mm512_loadu_si512(from));
    return;
  }
  for (int64_t j = 0; j < HEAD; j += AT_ONCE) write(to + j, _mm512_mul_ps(read(from + j), all(scale)));
}

// From (rows * tokens, parts * SIZE) to `parts` tensors of (rows * HEADS, tokens, HEAD), the first of them scaled.
std::vector<Tensor> apart(const Tensor& x, int64_t tokens, int64_t parts, double scale) {
  const int64_t places = x.size(0);
  std::vector<Tensor> result;
  std::vector<Half*> to;
  for (int64_t p = 0; p < parts; p++) {
    result.push_back(at::empty({places / tokens * HEADS, tokens, HEAD}, x.options()));
    to.push_back(result.back().data_ptr<Half>());
  }
  const Half* from = x.data_ptr<Half>();
  at::parallel_for(0, places, GRAIN, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++)
      for (int64_t p = 0; p < parts; p++)
        for (int64_t h = 0; h < HEADS; h++)
          move(to[p] + ((i / tokens * HEADS + h) * tokens + i % tokens) * HEAD,
               from + (i * parts + p) * SIZE + h * HEAD, p ? 1.f : float(scale));
  });
  return result;
}

// The way back.
Tensor together(const std::vector<Tensor>& of, int64_t tokens, double scale) {
  const int64_t parts = of.size(), places = of[0].size(0) / HEADS * tokens;
  auto result = at::empty({places, parts * SIZE}, of[0].options());
  Half* to = result.data_ptr<Half>();
  std::vector<const Half*> from;
  for (const auto& one : of) from.push_back(one.data_ptr<Half>());
  at::parallel_for(0, places, GRAIN, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++)
      for (int64_t p = 0; p < parts; p++)
        for (int64_t h = 0; h < HEADS; h++)
          move(to + (i * parts + p) * SIZE + h * HEAD,
               from[p] + ((i / tokens * HEADS + h) * tokens + i % tokens) * HEAD, p ? 1.f : float(scale));
  });
  return result;
}

// Softmax over the first `lengths[row]` tokens, of shape (rows * HEADS, tokens, tokens), in place; nought beyond.
void softmax(const Tensor& x, const Tensor& lengths) {
  const int64_t tokens = x.size(2), heads = x.size(0);
  TORCH_CHECK(tokens <= LONGEST, "At most ", LONGEST, " tokens can be read at once.");
  Half* numbers = x.data_ptr<Half>();
  const int64_t* length = lengths.data_ptr<int64_t>();
  at::parallel_for(0, heads * tokens, GRAIN, [&](int64_t begin, int64_t end) {
    alignas(64) float raised[LONGEST];
    for (int64_t row = begin; row < end; row++) {
      const int64_t seen = length[row / tokens / HEADS];
      Half* of = numbers + row * tokens;
      Many highest = all(LOWEST), total = _mm512_setzero_ps();
      for (int64_t j = 0; j < seen; j += AT_ONCE) {
        const __mmask16 which = before(seen, j);
        const Many v = _mm512_mask_blend_ps(which, all(LOWEST), read(of + j, which));
        _mm512_store_ps(raised + j, v);
        highest = _mm512_max_ps(highest, v);
      }
      const Many top = all(_mm512_reduce_max_ps(highest));
      for (int64_t j = 0; j < seen; j += AT_ONCE) {
        const Many v = _mm512_maskz_mov_ps(before(seen, j),
                                           power_of_e(_mm512_sub_ps(_mm512_load_ps(raised + j), top)));
        _mm512_store_ps(raised + j, v);
        total = _mm512_add_ps(total, v);
      }
      const Many share = all(1.f / _mm512_reduce_add_ps(total));
      for (int64_t j = 0; j < tokens; j += AT_ONCE)
        write(of + j, j < seen ? _mm512_mul_ps(_mm512_load_ps(raised + j), share) : _mm512_setzero_ps(),
              before(tokens, j));
    }
  });
}

// Turns the gradient of `shares`, which softmax gave, into that of what it was given, in place.
void softmax_back(const Tensor& gradient, const Tensor& shares) {
  const int64_t tokens = shares.size(2), rows = shares.size(0) * shares.size(1);
  Half* g = gradient.data_ptr<Half>();
  const Half* s = shares.data_ptr<Half>();
  at::parallel_for(0, rows, GRAIN, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      Many along = _mm512_setzero_ps();
      for (int64_t j = 0; j < tokens; j += AT_ONCE) {
        const __mmask16 which = before(tokens, j);
        along = _mm512_fmadd_ps(read(s + row * tokens + j, which), read(g + row * tokens + j, which), along);
      }
      const Many mean = all(_mm512_reduce_add_ps(along));
      for (int64_t j = 0; j < tokens; j += AT_ONCE) {
        const __mmask16 which = before(tokens, j);
        const int64_t i = row * tokens + j;
        write(g + i, _mm512_mul_ps(read(s + i, which), _mm512_sub_ps(read(g + i, which), mean)), which);
      }
    }
  });
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("gelu", &gelu);
  module.def("gelu_back", &gelu_back);
  module.def("sum_of_rows", &sum_of_rows);
  module.def("normed", &normed);
  module.def("normed_back", &normed_back);
  module.def("apart", &apart);
  module.def("together", &together);
  module.def("softmax", &softmax);
  module.def("softmax_back", &softmax_back);
}
